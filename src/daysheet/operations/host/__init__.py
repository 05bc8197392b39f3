"""What whoever runs the server looks after: its tenants, its checks, and what monitoring reads."""
