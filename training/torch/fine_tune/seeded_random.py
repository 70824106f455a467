"""Random numbers, the same in both trainers (training/RUNS.md)."""

MASK = 0xFFFFFFFF


def seeded_random(seed):
    """A function that draws numbers in [0, 1) by mulberry32 (Tommy Ettinger, public domain)."""
    state = seed & MASK

    def draw():
        nonlocal state
        state = (state + 0x6D2B79F5) & MASK
        mixed = ((state ^ state >> 15) * (state | 1)) & MASK
        mixed ^= (mixed + (((mixed ^ mixed >> 7) * (mixed | 61)) & MASK)) & MASK
        return (mixed ^ mixed >> 14) / 2**32

    return draw


def shuffled(items, seed):
    """The items in a random order (Fisher-Yates), as a list."""
    draw, order = seeded_random(seed), list(items)
    for i in range(len(order) - 1, 0, -1):
        other = int(draw() * (i + 1))
        order[i], order[other] = order[other], order[i]
    return order
