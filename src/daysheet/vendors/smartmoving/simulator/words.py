"""The invented people, companies, sizes and reasons that the simulated mover works with."""

from __future__ import annotations

FIRST_NAMES = (
    "Rowan", "Sasha", "Imani", "Bram", "Noor", "Wes", "Junie", "Ilse", "Dov", "Petra", "Mara", "Tom", "Ana", "Lior",
    "Odile", "Caspian", "Thea", "Marek", "Yusra", "Finn", "Zoë", "Anselm", "Briar", "Dagny", "Elio", "Fenna", "Hollis",
    "Inés", "Joaquim", "Kirra", "Linnea", "Mattis", "Nesta", "Orla", "Pascal", "Quill", "Renske", "Soraya", "Tamsin",
    "Ulla", "Vikram", "Wilhelmina", "Xanthe", "Yorick", "Zephyr",
)  # fmt: skip
LAST_NAMES = (
    "Ellery", "Tervo", "Castellane", "Abara", "Park", "Varga", "Mensah", "Nunn", "Holt", "Reyes", "Quill",
    "Okafor-Lind", "Brightwater", "Ashgrove", "D'Amour", "Lindqvist", "Núñez", "Marchetti", "Halloran", "Vantongeren",
    "Osei", "Petrov", "Kowalczyk", "Thibodeau", "Achterberg", "Whitlock", "Sandoval", "Ferrante", "Oyelaran",
    "Drummond", "Eriksen", "Zhao",
)  # fmt: skip
COMPANIES = (
    "Advent Dental Studio", "Copperline Bakery", "Northlight Yoga", "Juniper Law Office", "Saltbox Gallery",
    "Tidewater Clinic", "Larkspur Books", "Granite Accounting", "Meridian Optics", "Driftwood Café",
)  # fmt: skip
USER_TITLES = ("Sales", "Move Coordinator", "Branch Manager", "Dispatcher", "Accounting")
USER_ROLES = ("Sales Person", "Franchisee Manager", "Sales Manager", "Admin", "Operations Manager", "Accounting")
CREW_ROLES = ("Crew Lead", "Driver", "Mover", "Packer")

# number, name, scaling factor in percent
SERVICE_TYPES = (
    (1, "Moving", 100), (3, "Packing", 100), (4, "Moving And Packing", 100), (5, "Load Only", 65),
    (6, "Unload Only", 35), (7, "Commercial", 100), (8, "Storage In Bound", 80), (9, "Storage Out Bound", 80),
    (11, "Junk Removal", 100), (12, "Labor Only", 100), (101, "Box Delivery ", 100), (102, "Piano Only", 100),
    (103, "Crate Pick-up", 50),
)  # fmt: skip
# Old jobs carry it, but the office switched it off before the present.
DISABLED_SERVICE_TYPE = 103
# name, description, cubic feet
MOVE_SIZES = (
    ("Box Delivery", "", 0), ("Studio Apartment", "Bachelor or studio", 288),
    ("1 Bedroom Apartment", "Average one bedroom flat", 432), ("2 Bedroom Apartment", "Average two bedroom flat", 864),
    ("3 Bedroom Apartment", "", 1_100), ("2 Bedroom House", "Small house", 1_008),
    ("3 Bedroom House", "Average house", 1_296), ("4 Bedroom House", "Large house", 1_728),
    ("Office (Small)", None, 600), ("Big house (auto-created)", None, None),
)  # fmt: skip
# name, is a lead provider, is public
REFERRAL_SOURCES = (
    ("Google Ads", False, True), ("Repeat customer ", False, True), ("Your Website", False, True),
    ("Yelp", False, True), ("Realtor", False, True), ("Friend  or family", False, True), ("Truck sign", False, True),
    ("Moving Leads Example", True, True), ("Internal transfer", False, False),
)  # fmt: skip
LOST_REASONS = (
    "Price too high", "Already booked with another mover", "No answer", "Moving themselves", "No availability",
    "Move postponed", "Out of service area",
)  # fmt: skip
BAD_LEAD_REASONS = ("Spam", "Duplicate", "Wrong number", "Test lead")
CANCELLATION_REASONS = (
    "Customer changed plans", "Sale fell through", "Found a cheaper mover", "Weather", "Other ",
)  # fmt: skip
PIPELINE_LABELS = (
    "New", "CMET", "Follow Up", "Estimate Sent", "Hot", "Booked ", "Booked", "Waiting ", "Cold", "Do Not Contact",
)  # fmt: skip
# description, start and end as decimal hours
ARRIVAL_WINDOWS = (
    ("8:00 AM - 9:00 AM", 8.0, 9.0), ("9:00 AM - 11:00 AM", 9.0, 11.0), ("12:00 PM - 2:00 PM", 12.0, 14.0),
    ("1:00 PM - 4:00 PM", 13.0, 16.0), ("3:30 PM - 5:30 PM", 15.5, 17.5),
)  # fmt: skip
ROOM_TYPES = (
    "Bedroom", "Commercial Move", "Dining Room", "Garage", "Kids Room", "Kitchen", "Living Room", "Office", "Other",
    "Outdoor",
)  # fmt: skip
# name, cubic feet
INVENTORY_ITEMS = (
    ("Arm Chair", 12.0), ("Sofa, 3 Cushion", 50.0), ("Bed, Queen", 65.0), ("Bookcase", 20.0), ("Desk", 30.0),
    ("Dining Table", 30.0), ("Dresser", 40.0), ("Fridge", 60.0), ("Lamp, Floor", 3.0), ("Piano, Upright", 70.0),
    ("Rug", 8.0), ("Washer", 35.0), ("Dish pack", 5.2), ("Wardrobe Box", 15.0),
)  # fmt: skip
# name, description, price in dollars, cubic feet
MATERIALS = (
    ("Wardrobe Box Rental", "Returned on delivery", 9.0, 15.0), ("Small Box", None, 2.75, 1.5),
    ("Medium Box", None, 3.5, 3.1), ("Dish Pack", "Double wall", 6.25, 5.2), ("Tape Roll", "", 4.0, None),
    ("Mattress Bag", None, 12.5, None), ("Packing Paper", "", None, None),
)  # fmt: skip
# Lines beside labour: name, category, charge type, lowest and highest price in dollars
EXTRA_CHARGES = (
    ("Fuel Surcharge", 6, 1, 45, 120), ("Truck Fee", 4, 1, 75, 425), ("Stair Carry", 4, 1, 40, 150),
    ("Valuation", 7, 400, 60, 1_900), ("Piano Handling", 8, 500, 150, 450), ("Travel Fee", 5, 6, 80, 260),
    ("Long Distance Linehaul", 2, 301, 1_200, 4_800),
)  # fmt: skip
SURPRISES = (("Extra stop", 4, 1, 60), ("Long carry", 4, 1, 85), ("Hoisting", 8, 500, 240))
