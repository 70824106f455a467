"""Texts of an image: short and long captions, class sentences, and positional captions of 2 x 2 mosaics."""

import json
import os

TEMPLATES = (
    "a satellite photo of {}",
    "a satellite photo of {}.",
    "a satellite image of {}.",
    "an aerial photo of {}",
    "{}",
    "a photo of {} seen from above",
    "this is an aerial view of {}",
    "there is {} in the picture",
    "an overhead view showing {}",
    "an image of {}",
)
"""Sentences around a class name; the first two are close to the prompt of the evaluation."""

SYNONYMS = {
    "parking lot": (
        "a parking lot",
        "car park",
        "a parking lot full of cars",
        "many cars parked in rows",
        "a parking area with many vehicles",
    ),
    "storage tanks": ("oil tanks", "round storage tanks", "several white cylindrical tanks", "a tank farm"),
    "overpass": (
        "an overpass",
        "a bridge over a road",
        "a highway overpass",
        "a road crossing over another road",
    ),
    "viaduct": ("a viaduct", "elevated roads crossing each other", "a road interchange"),
    "freeway": ("a freeway", "a highway", "a wide road with several lanes", "a motorway with cars"),
    "intersection": ("an intersection", "a crossroads", "two roads crossing"),
    "bridge": ("a bridge", "a bridge over a river", "a bridge over water", "a long bridge across the water"),
    "river": ("a river", "a winding river", "a river with trees on its banks", "a stretch of river water"),
    "dense residential area": (
        "a dense residential area",
        "many houses close together",
        "crowded houses with little space between them",
    ),
    "medium residential area": (
        "a medium residential area",
        "houses with gardens along a street",
        "a suburban neighborhood",
    ),
    "sparse residential area": (
        "a sparse residential area",
        "a single house among trees",
        "a few scattered houses",
    ),
    "mobile home park": ("a mobile home park", "rows of mobile homes", "a trailer park"),
    "airport": ("an airport", "an airport with many planes", "a terminal with parked aircraft"),
    "airplane": ("an airplane", "planes on the ground", "a parked plane", "an aircraft on the apron"),
    "runway": ("a runway", "an airport runway", "a straight landing strip with markings"),
    "beach": ("a beach", "a sandy beach", "a sandy beach with waves", "the sea shore with white waves"),
    "harbor": ("a harbor", "boats at the docks", "a marina with many boats"),
    "port": ("a port", "ships in a port", "many boats docked in a port"),
    "farmland": ("a piece of farmland", "agricultural fields", "cropland", "fields"),
    "forest": ("a forest", "dense green trees", "woods", "many trees"),
    "chaparral": ("chaparral", "scattered bushes on sandy ground", "shrubs on bare ground"),
    "golf course": ("a golf course", "a golf course with sand bunkers"),
    "tennis court": ("a tennis court", "tennis courts"),
    "baseball diamond": ("a baseball diamond", "a baseball field"),
    "baseball field": ("a baseball field", "a baseball diamond"),
    "buildings": ("large buildings", "a few tall buildings", "an office building"),
    "commercial area": ("a commercial area", "many tall buildings in a city"),
    "industrial area": ("an industrial area", "factories with large roofs", "warehouses"),
    "bare land": ("bare land", "bare soil", "empty ground"),
    "meadow": ("a meadow", "green grass", "grassland"),
    "mountain": ("mountains", "a mountain range"),
    "desert": ("a desert", "sand dunes"),
    "park": ("a park",),
    "playground": ("a playground", "a sports field with a running track"),
    "pond": ("a pond", "a small lake"),
    "railway station": ("a railway station", "a train station with tracks"),
    "resort": ("a resort", "a holiday resort with pools"),
    "school": ("a school", "school buildings with a sports field"),
    "square": ("a square", "a public square"),
    "stadium": ("a stadium",),
    "church": ("a church",),
    "center building": ("a center", "a large building of special shape"),
}
"""Other words for a class name."""

UNSEEN_WORDINGS = {
    "farmland": ("cultivated crop plots", "tilled cropland"),
    "airplane": ("a jetliner", "fighter jets"),
    "baseball diamond": ("a softball pitch", "an infield with bases"),
    "beach": ("a coastline with surf", "bathers on the seaside"),
    "buildings": ("skyscrapers", "high-rise offices"),
    "chaparral": ("scrubland", "arid brushland"),
    "dense residential area": ("tightly packed homes", "crammed dwellings"),
    "forest": ("woodland timber", "a jungle canopy"),
    "freeway": ("an expressway", "a turnpike"),
    "golf course": ("fairways and putting greens", "a links for golfers"),
    "harbor": ("yachts moored at a wharf", "sailboats at a pier"),
    "intersection": ("a traffic junction", "streets meeting at lights"),
    "medium residential area": ("suburban dwellings with backyards", "bungalows with lawns"),
    "mobile home park": ("a caravan site", "manufactured housing units"),
    "overpass": ("a flyover", "grade separated carriageways"),
    "parking lot": ("parked automobiles", "a garage yard with sedans"),
    "river": ("a creek", "a meandering watercourse"),
    "runway": ("tarmac for takeoff and landing", "an airfield strip"),
    "sparse residential area": ("an isolated farmhouse", "a lone villa in the countryside"),
    "storage tanks": ("petroleum reservoirs", "fuel silos"),
    "tennis court": ("racket sport courts", "wimbledon"),
}
"""UC Merced's classes in words that hardly any caption contains, to measure generalization.

Not trained on.
"""

CORNERS = (
    ("upper left", "upper right", "lower left", "lower right"),
    ("top left", "top right", "bottom left", "bottom right"),
    ("northwest", "northeast", "southwest", "southeast"),
)
FRAMES = (
    "in the {} there is {}",
    "the {} part shows {}",
    "{} : {}",
    "at the {} , {}",
    "the {} quarter of the image shows {}",
    "on the {} you can see {}",
)
PAIR_FRAMES = (
    "{a} is left of {b} , and below them {c} is left of {d}",
    "above , {a} is next to {b} on its right ; under them , {c} lies to the left of {d}",
    "{a} is above {c} , and to their right {b} is above {d}",
)
"""Mosaic sentences with relations instead of corners: a and b are the upper cells, c and d the lower ones."""


class Captions:
    """Draws texts for records (data.load_records), by their indices.

    `rng` is a numpy Generator everywhere.
    """

    def __init__(self, records, shared):
        self.records = records
        self.paraphrases = _paraphrases(records, shared)

    def short(self, number, rng):
        """A class sentence (1 in 5), a paraphrase (1 in 4 of the others) or a caption."""
        record = self.records[number]
        if rng.random() < 0.2:
            return self.class_sentence(record["name"], rng)
        extra = self.paraphrases[number]
        if extra and rng.random() < 0.25:
            return extra[rng.integers(len(extra))]
        return record["captions"][rng.integers(len(record["captions"]))]

    def long(self, number, rng):
        """All distinct captions in random order, sometimes with one left out or a class sentence added."""
        record = self.records[number]
        captions = list(rng.permutation(record["captions"]))
        if len(captions) > 2 and rng.random() < 0.3:
            captions.pop()
        if rng.random() < 0.25:
            captions.insert(0, self.class_sentence(record["name"], rng))
        return join(captions)

    def class_sentence(self, name, rng):
        """A template around the class name or, half the time, one of its synonyms."""
        words = SYNONYMS.get(name, ())
        chosen = words[rng.integers(len(words))] if words and rng.random() < 0.5 else name
        return TEMPLATES[rng.integers(len(TEMPLATES))].format(chosen)

    def cell(self, number, rng, captions=1):
        """Text of a mosaic cell: up to `captions` captions, the first sometimes a class sentence instead."""
        record = self.records[number]
        chosen = list(rng.permutation(record["captions"]))[:captions]
        if rng.random() < 0.25:
            chosen[0] = self.class_sentence(record["name"], rng)
        return " and ".join(c.rstrip(".").lower() for c in chosen)

    def mosaic(self, four, rng):
        """Positional caption of a mosaic; `four` are its cells in reading order."""
        return mosaic_text(
            [self.cell(n, rng, captions=int(rng.choice(3, p=(0.3, 0.4, 0.3))) + 1) for n in four], rng
        )


def mosaic_text(cells, rng):
    """Positional caption of four cell texts in reading order; wording and order of mention vary."""
    if rng.random() < 0.15:
        a, b, c, d = cells
        return PAIR_FRAMES[rng.integers(len(PAIR_FRAMES))].format(a=a, b=b, c=c, d=d) + "."
    corners, frame = CORNERS[rng.integers(len(CORNERS))], FRAMES[rng.integers(len(FRAMES))]
    order = rng.permutation(4) if rng.random() < 0.5 else range(4)
    lead = "The image is divided into four parts. " if rng.random() < 0.2 else ""
    return lead + join(frame.format(corners[i], cells[i]) for i in order)


def join(sentences):
    """The sentences as one text with full stops."""
    return ". ".join(s.rstrip(". ") for s in sentences) + "."


def _paraphrases(records, shared):
    by_file = {}
    with open(os.path.join(shared, "data/rsicd-paraphrases.jsonl")) as file:
        for line in file:
            row = json.loads(line)
            by_file[row["image"]] = list(
                dict.fromkeys(" ".join(c.split()).replace(" .", "").rstrip(". ") for c in row["captions"])
            )
    return [by_file.get(os.path.basename(r["path"]), []) if r["set"] != "ucmerced" else [] for r in records]
