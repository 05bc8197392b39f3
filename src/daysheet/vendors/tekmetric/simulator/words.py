"""The invented people, places, cars and work that the simulated shops are made of."""

from __future__ import annotations

FIRST_NAMES = (
    "Marta", "Tunde", "Rosa", "Ines", "Priya", "Owen", "Zoë", "Hal", "Lena", "Dario", "Mika", "Nadia", "Joss", "Wren",
    "Amara", "Felix", "Greta", "Ivo", "Kaya", "Luca", "Maeve", "Noor", "Otis", "Petra", "Quinn", "Rafi", "Sanna",
    "Tove", "Uma", "Vito", "Willa", "Ximena", "Yara", "Zeno", "Bram", "Celia", "Dov", "Esme", "Ferran", "Gwen",
)  # fmt: skip
LAST_NAMES = (
    "Lindqvist", "Okafor", "Keller", "Prado", "Banerjee", "Ashdown", "O'Tarra", "Núñez-Vale", "Marlowe", "Quill",
    "Harrow", "Penhallow", "Vance", "Brightwater", "Sorensson", "Tamsin", "Underhill", "Castellan", "Dray", "Everly",
    "Fenwick", "Garrick", "Holloway", "Ibarra", "Jessop", "Kestrelle", "Larkspur", "Merriweather", "Northam", "Oakes",
)  # fmt: skip
BUSINESS_NAMES = (
    "Northgate Couriers", "Pinebrook Plumbing", "Tallow & Sons Roofing", "Brightleaf Landscaping", "Harbor Line Taxi",
    "Copperfield Electric", "Meadow Dairy Delivery", "Redstone Towing", "Silverbirch Catering", "Elm Street Florists",
)  # fmt: skip
STREETS = ("Quarry Rd", "Mill Lane", "Orchard Ave", "Foundry St", "Canal Walk", "Larch Ct", "Beacon Hill", "Ferry Rd")
SHOP_NAMES = ("Birchwood Auto Care", "Juniper Garage", "Saltmarsh Motors", "Foxglove Auto", "Stonebridge Service")
LEAD_SOURCES = ("Referral", "Drive by", "Website", "Repeat customer", "Mailer", None, None)
LABEL_COLORS = ("#0D4A80", "#D01919", "#F0572A", "#FCB70D", "#33B679", None)
CONCERNS = (
    ("Grinding when braking", "Front pads at 2 mm"), ("Check engine light is on", "Code P0420 stored"),
    ("Oil change due", None), ("Pulls to the left", "Alignment out of range"),
    ("Slow start in the morning", "Battery weak"),
    ("Rattle over bumps", "Sway bar link loose"), ("A/C blows warm", None),
    ('Customer states: "it just died"', "No fault found"),
)  # fmt: skip
CUSTOM_LABELS = ("Waiting on parts", "Customer waiting", "Overnight", "Fleet")
FEE_NAMES = ("Brake clean", "Hazardous waste", "Tire disposal", "Shop materials", "Battery core")
DISCOUNT_NAMES = ("Coupon", "Senior discount", "Fleet discount", "First visit")
SUBLET_VENDORS = ((22057, "Trueline Alignment"), (22058, "Clearview Glass"), (22061, "Hammond Machine Shop"))

CARS = (
    ("Subaru", "Outback", "Premium", "2.5L H4 GAS FI", "AWD", "Wagon"),
    ("Honda", "Civic", "LX", "2.0L L4 GAS FI", "FWD", "Sedan"),
    ("Ford", "F-150", "XLT", "3.5L V6 GAS FI", "4WD", "Pickup"),
    ("Toyota", "Camry", "SE", "2.5L L4 GAS FI", "FWD", "Sedan"),
    ("Chevrolet", "Silverado", None, "5.3L V8 GAS FI", "4WD", "Pickup"),
    ("Volkswagen", "Jetta", "S", "1.4L L4 GAS TURBO", "FWD", "Sedan"),
    ("Jeep", "Wrangler", "Sport", "3.6L V6 GAS FI", "4WD", "Utility"),
    ("Nissan", "Rogue", None, None, "AWD", "Utility"),
)
CAR_COLORS = ("green", "white", "black", "silver", "blue", "red", None, "")

# brand, name, part number, cost, retail, part type id
PartTemplate = tuple[str, str | None, str | None, int, int, int]
# category code, category name, job name, labor hours in hundredths, parts
JobTemplate = tuple[str | None, str, str, int, tuple[PartTemplate, ...]]
JOB_TEMPLATES: tuple[JobTemplate, ...] = (
    ("BRAKES", "Brakes", "Front brake pads and rotors", 250,
     (("Kestrel", "Pad set, front", "KB-1180", 6120, 11998, 1), ("Kestrel", "Rotor, front", "KR-0330", 4790, 8949, 1))),
    ("OIL", "Oil change", "Synthetic oil service", 40,
     (("Loamoil", "0W-20 synthetic, quart", "LO-020", 420, 890, 1),
      ("Sievewell", "Oil filter", "SW-77", 610, 1250, 1))),
    ("FILTERS", "Filters", "Cabin air filter", 30, (("Sievewell", "Cabin filter", "SW-91", 1780, 3995, 1),)),
    ("INSP", "Inspection", "Courtesy inspection", 0, ()),
    ("DIAG", "Diagnostics", "Diagnose check engine light", 100, ()),
    ("ALIGN", "Alignment", "Four-wheel alignment", 120, ()),
    ("SUSP", "Suspension", "Replace front struts", 380, (("Amberline", "Strut assembly", "AM-7001", 9450, 18499, 1),)),
    ("BATT", "Battery", "Replace battery", 50, (("Voltaric", "Battery, group 35", "VB-35", 9800, 18900, 5),)),
    ("TIRES", "Tires and wheels", "Mount and balance tires", 160, (("Rollmark", None, "RM-2254517", 8725, 13999, 2),)),
    ("ELEC", "Electrical", "Replace alternator", 170, (("Voltaric", "Alternator", "VA-120", 15990, 31250, 1),)),
    ("ENG", "Engine", "Valve cover gasket", 220, (("Sealwright", "Gasket set", "SG-204", 2340, 5199, 1),)),
    ("COOL", "Cooling", "Replace radiator", 270,
     (("Amberline", "Radiator", "AR-55", 11230, 21999, 1), ("Loamoil", "Coolant, gallon", "LC-1", 1150, 2499, 1))),
    ("HVAC", "Heating and air conditioning", "Recharge A/C", 90,
     (("Polarin", "R-134a, pound", "PL-134", 900, 2450, 1),)),
    ("TRANS", "Transmission", "Transmission fluid service", 110, (("Loamoil", "ATF, quart", "LT-6", 780, 1649, 1),)),
    ("EXH", "Exhaust", "Replace muffler", 140, (("Amberline", "Muffler", "AX-9", 7650, 14250, 1),)),
    ("STEER", "Steering", "Outer tie rod end", 130, (("Kestrel", "Tie rod end", "KT-42", 2875, 6150, 1),)),
    ("EMIS", "Emissions", "Emissions test", 30, ()),
    ("WARR", "Warranty", "Warranty recheck", 50, ()),
    (None, "Miscellaneous", "Miscellaneous shop work", 75, (("Kestrel", "Hardware kit", None, 333, 995, 1),)),
)  # fmt: skip
LONG_JOB_NAME = (
    "Customer wants everything on this list looked at before the holidays:\n- noise at the rear\n- seat heater\r\n"
    "- wipers smear\n- one tire slowly loses air\nPlease call before doing anything that is not under warranty. "
    "Second key is in the glove box. Will wait in the coffee shop across the street until noon at the latest."
)
