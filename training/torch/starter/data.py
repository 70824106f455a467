"""Image-caption records of the starter's data, with readable class names."""

import json
import os

WRONG_FARMLAND = {
    "airplane47",
    "airplane88",
    "denseresidential05",
    "denseresidential06",
    "denseresidential50",
    "harbor84",
    "intersection79",
    "mediumresidential76",
    "overpass49",
    "overpass50",
    "overpass51",
}
"""UC Merced training images whose published captions wrongly mention farmland; the captions are dropped."""

CLASS_NAMES = {
    "agricultural": "farmland",
    "airplane": "airplane",
    "baseballdiamond": "baseball diamond",
    "beach": "beach",
    "buildings": "buildings",
    "chaparral": "chaparral",
    "denseresidential": "dense residential area",
    "forest": "forest",
    "freeway": "freeway",
    "golfcourse": "golf course",
    "harbor": "harbor",
    "intersection": "intersection",
    "mediumresidential": "medium residential area",
    "mobilehomepark": "mobile home park",
    "overpass": "overpass",
    "parkinglot": "parking lot",
    "river": "river",
    "runway": "runway",
    "sparseresidential": "sparse residential area",
    "storagetanks": "storage tanks",
    "tenniscourt": "tennis court",
    "Airport": "airport",
    "BareLand": "bare land",
    "BaseballField": "baseball field",
    "Beach": "beach",
    "Bridge": "bridge",
    "Center": "center building",
    "Church": "church",
    "Commercial": "commercial area",
    "DenseResidential": "dense residential area",
    "Desert": "desert",
    "Farmland": "farmland",
    "Forest": "forest",
    "Industrial": "industrial area",
    "Meadow": "meadow",
    "MediumResidential": "medium residential area",
    "Mountain": "mountain",
    "Park": "park",
    "Parking": "parking lot",
    "Playground": "playground",
    "Pond": "pond",
    "Port": "port",
    "RailwayStation": "railway station",
    "Resort": "resort",
    "River": "river",
    "School": "school",
    "SparseResidential": "sparse residential area",
    "Square": "square",
    "Stadium": "stadium",
    "StorageTanks": "storage tanks",
    "Viaduct": "viaduct",
}
"""Folder name to the words used in prompts."""


def load_records(shared, split):
    """Both data sets of a split: [{set, path, class, name, captions}]; captions are distinct."""
    records = []
    for name in ("rsicd-150px", "ucmerced"):
        folder = os.path.join(shared, "data", name)
        with open(os.path.join(folder, f"{split}.jsonl")) as file:
            rows = [json.loads(line) for line in file]
        for row in rows:
            stem = os.path.splitext(os.path.basename(row["image"]))[0]
            wrong = name == "ucmerced" and stem in WRONG_FARMLAND
            captions = [] if wrong else list(dict.fromkeys(tidy(c) for c in row["captions"]))
            readable = CLASS_NAMES[row["class"]]
            records.append(
                {
                    "set": name,
                    "path": os.path.join(folder, row["image"]),
                    "class": row["class"],
                    "name": readable,
                    "captions": captions or [f"a satellite photo of {readable}"],
                }
            )
    return records


def tidy(caption):
    """The caption with single spaces, no space before punctuation and no full stop at the end."""
    text = " ".join(caption.split()).replace(" .", ".").replace(" ,", ",")
    return text.rstrip(". ")
