"""The live boards: orders in work, trucks of a day, what people say of them, and the screens that show them."""
