"""Caches views of images with a teacher network's feature maps of them, for training only.

The teacher is a MobileNet v2 (ImageNet, Apache-2.0) with inputs `pixels` [n,3,224,224] in 0..255. Two of its
inner maps guide the student's patch tokens (after Li et al. 2022, "Locality Guidance for Improving Vision
Transformers on Tiny Datasets"): at a student image of 112 px and patch 16 both grids are 7 x 7.

Cache folder (one row per view, views of an image are adjacent):
  views.u8     uint8 [V,112,112,3]   the student's input
  late.i8      int8  [V,49,320]      teacher map y60, standardised per channel, 1/20 per step
  middle.i8    int8  [V,49,384]      teacher map y46 (14 x 14 x 96), 2 x 2 cells stacked, likewise
  pooled.f16   float16 [V,1280]      teacher features
  index.json   images (path, class, captions, set), first view and number of views of each, scales

`--far` makes views unlike the training images; the teacher's features of them show the student how to
generalize (after Beyer et al. 2022, "Knowledge distillation: A good teacher is patient and consistent").
`alone`: tight crops, rotated by any angle with black corners, in strong colours, or two images mixed.
`collage`: pieces of several images side by side, as sharp as a scene's own detail. A caption need not be true
of such a view.
"""

import json
import os
import subprocess
import threading

import numpy as np
from PIL import Image, ImageEnhance

from .arguments import program_arguments
from .data import load_records

STUDENT_PX = 112
TEACHER_PX = 224
BATCH = 32
STEP = 20.0
"""Steps of a cached map value per standard deviation."""
SAMPLED = 640
"""Images from which the standard deviations are taken."""


def build_worker_model(source, target):
    """Writes the teacher's graph with uint8 NHWC frames as input and maps in token order as outputs."""
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load(source)
    graph = model.graph
    front = [
        helper.make_node("Cast", ["frames"], ["frames_f32"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["frames_f32"], ["pixels"], perm=[0, 3, 1, 2]),
    ]
    back = [
        helper.make_node("Transpose", ["y60"], ["late"], perm=[0, 2, 3, 1]),
        helper.make_node("SpaceToDepth", ["y46"], ["y46_cells"], blocksize=2),
        helper.make_node("Transpose", ["y46_cells"], ["middle"], perm=[0, 2, 3, 1]),
    ]
    nodes = front + [n for n in graph.node if "logits" not in n.output] + back
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.input[:]
    graph.input.append(
        helper.make_tensor_value_info("frames", TensorProto.UINT8, ["n", TEACHER_PX, TEACHER_PX, 3])
    )
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("late", TensorProto.FLOAT, ["n", 7, 7, 320]))
    graph.output.append(helper.make_tensor_value_info("middle", TensorProto.FLOAT, ["n", 7, 7, 384]))
    graph.output.append(helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 1280]))
    onnx.save(model, target)


class TeacherProcess:
    """Feeds frames to `teacher_worker.mjs` and yields its maps in order."""

    def __init__(self, model, node_folder, threads):
        worker = os.path.join(os.path.dirname(os.path.abspath(__file__)), "teacher_worker.mjs")
        self.process = subprocess.Popen(
            ["node", worker, model, str(BATCH), str(threads)],
            cwd=node_folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, batches):
        """Yields late [32,49,320], middle [32,49,384], pooled [32,1280] for batches of uint8 [32,224,224,3].

        Raises `RuntimeError` when the worker fails.
        """
        gate = threading.Semaphore(3)

        def feed():
            for frames in batches:
                gate.acquire()
                self.process.stdin.write(frames.tobytes())
            self.process.stdin.close()

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        while True:
            late = self._take(BATCH * 49 * 320)
            if late is None:
                break
            middle, pooled = self._take(BATCH * 49 * 384), self._take(BATCH * 1280)
            gate.release()
            yield late.reshape(BATCH, 49, 320), middle.reshape(BATCH, 49, 384), pooled.reshape(BATCH, 1280)
        if self.process.wait() != 0:
            raise RuntimeError(
                f"teacher_worker.mjs ended with exit code {self.process.returncode} (see its output)"
            )

    def _take(self, count):
        raw = self.process.stdout.read(count * 4)
        return np.frombuffer(raw, np.float32) if len(raw) == count * 4 else None


def view_box(rng, size, whole):
    """Crop (left, upper, right, lower) in pixels: the central square, or 30-100 % of the area."""
    width, height = size
    if whole:
        side = min(width, height)
        left, upper = (width - side) / 2, (height - side) / 2
        return left, upper, left + side, upper + side
    area = rng.uniform(0.30, 1.0) * width * height
    aspect = np.exp(rng.uniform(np.log(0.8), np.log(1.25)))
    w, h = min(width, np.sqrt(area * aspect)), min(height, np.sqrt(area / aspect))
    left, upper = rng.uniform(0, width - w), rng.uniform(0, height - h)
    return left, upper, left + w, upper + h


def make_view(image, rng, whole):
    """PIL image → (student's uint8 [112,112,3], teacher's uint8 [224,224,3]).

    A random crop in one of the 8 rotations and reflections, unless `whole`.
    """
    box = view_box(rng, image.size, whole)
    turn = None if whole else rng.integers(0, 8)
    out = []
    for px in (STUDENT_PX, TEACHER_PX):
        pixels = np.asarray(image.resize((px, px), Image.BICUBIC, box=box))
        if turn is not None:
            pixels = np.rot90(pixels, turn % 4)
            pixels = pixels[:, ::-1] if turn >= 4 else pixels
        out.append(np.ascontiguousarray(pixels))
    return out


def far_crop(image, rng):
    """A crop of 6-100 % of the area, log-uniform, at 224 px.

    A third of the crops are rotated by any angle, with black corners.
    """
    width, height = image.size
    side = min(width, height) * np.sqrt(np.exp(rng.uniform(np.log(0.06), 0)))
    left, upper = rng.uniform(0, width - side), rng.uniform(0, height - side)
    view = image.resize((TEACHER_PX, TEACHER_PX), Image.BICUBIC, box=(left, upper, left + side, upper + side))
    return view.rotate(rng.uniform(0, 360), Image.BICUBIC) if rng.random() < 1 / 3 else view


def far_colours(view, rng):
    """Pixels in 0..1 with brightness, contrast, saturation, sharpness, gamma and tint changed strongly."""
    for enhance, low, high in (
        (ImageEnhance.Color, 0.2, 2.0),
        (ImageEnhance.Contrast, 0.5, 1.8),
        (ImageEnhance.Brightness, 0.5, 1.6),
        (ImageEnhance.Sharpness, 0.0, 3.0),
    ):
        if rng.random() < 0.6:
            view = enhance(view).enhance(rng.uniform(low, high))
    gamma, tint = np.exp(rng.uniform(-0.4, 0.4)), rng.uniform(0.85, 1.15, 3)
    return np.clip((np.asarray(view, np.float32) / 255) ** gamma * tint, 0, 1)


def far_view(image, others, rng):
    """A far crop, in three of ten views mixed with one of `others`. Pixels [224,224,3] in 0..1."""
    pixels = far_colours(far_crop(image, rng), rng)
    if rng.random() < 0.3:
        share = rng.uniform(0.25, 0.5)
        pixels = (1 - share) * pixels + share * far_colours(far_crop(others[0], rng), rng)
    return pixels


def collage(image, others, rng):
    """Pieces of one or more of `others`, shrunk and rotated by any angle, on a crop of `image`.

    Pixels [224,224,3] in 0..1.
    """
    width, height = image.size
    side = min(width, height) * rng.uniform(0.5, 1)
    left, upper = rng.uniform(0, width - side), rng.uniform(0, height - side)
    canvas = image.resize(
        (TEACHER_PX, TEACHER_PX), Image.BICUBIC, box=(left, upper, left + side, upper + side)
    )
    canvas = canvas.transpose(TURNS[rng.integers(len(TURNS))])
    for other in others[: rng.integers(1, len(others) + 1)]:
        size = (rng.uniform(0.25, 0.9, 2) * TEACHER_PX).astype(int)
        piece = other.resize(
            tuple(size.tolist()),
            Image.BICUBIC,
            box=(0, 0, *(np.minimum(1, size / size.max()) * other.size).tolist()),
        )
        angle = rng.uniform(0, 360)
        mask = Image.new("L", piece.size, 255).rotate(angle, Image.BICUBIC, expand=True)
        piece = piece.rotate(angle, Image.BICUBIC, expand=True)
        at = rng.uniform(-0.25, 0.75, 2) * TEACHER_PX
        canvas.paste(piece, tuple(at.astype(int).tolist()), mask)
    return far_colours(canvas, rng)


def make_far_view(image, others, rng, kind):
    """As make_view, for views unlike the training images."""
    pixels = FAR_VIEWS[kind](image, others, rng)
    view = Image.fromarray(np.rint(pixels * 255).astype(np.uint8))
    return np.asarray(view.resize((STUDENT_PX, STUDENT_PX), Image.BICUBIC)), np.asarray(view)


FAR_VIEWS = {"alone": far_view, "collage": collage}
OTHERS = {"alone": 1, "collage": 4}
TURNS = [
    Image.FLIP_LEFT_RIGHT,
    Image.FLIP_TOP_BOTTOM,
    Image.ROTATE_90,
    Image.ROTATE_180,
    Image.ROTATE_270,
    Image.TRANSPOSE,
]


def all_views(records, counts, seed, students, far=None):
    """Yields teacher frames in batches of 32, the last one padded; fills `students` with student's views."""
    frames, row = np.zeros((BATCH, TEACHER_PX, TEACHER_PX, 3), np.uint8), 0
    for number, (record, count) in enumerate(zip(records, counts)):
        rng = np.random.default_rng([seed, number])
        image = Image.open(record["path"]).convert("RGB")
        others = [
            Image.open(records[rng.integers(len(records))]["path"]).convert("RGB")
            for _ in range(OTHERS.get(far, 0))
        ]
        for view in range(count):
            student, teacher = (
                make_far_view(image, others, rng, far) if far else make_view(image, rng, whole=view == 0)
            )
            students[row] = student
            frames[row % BATCH] = teacher
            row += 1
            if row % BATCH == 0:
                yield frames.copy()
    if row % BATCH:
        yield frames.copy()


def map_statistics(teacher, records):
    """(mean, standard deviation) per channel of the late and the middle maps, on a sample of the images."""
    order = np.random.default_rng(0).permutation(len(records))[:SAMPLED]
    students = np.zeros((SAMPLED, STUDENT_PX, STUDENT_PX, 3), np.uint8)
    views = all_views([records[i] for i in order], [1] * len(order), 7, students)
    maps = list(teacher.run(views))
    axes = (0, 1, 2)
    late_middle = [[batch[k] for batch in maps] for k in (0, 1)]
    return [(np.mean(values, axis=axes), np.std(values, axis=axes) + 1e-6) for values in late_middle]


def write_cache(folder, teacher, records, counts, statistics, seed, far):
    """Writes `counts` views of each record with the teacher's maps of them."""
    total = sum(counts)

    def array(name, dtype, shape):
        return np.memmap(os.path.join(folder, name), dtype, "w+", shape=(total, *shape))

    students = array("views.u8", np.uint8, (STUDENT_PX, STUDENT_PX, 3))
    late, middle = array("late.i8", np.int8, (49, 320)), array("middle.i8", np.int8, (49, 384))
    pooled = array("pooled.f16", np.float16, (1280,))
    row = 0
    for *maps, features in teacher.run(all_views(records, counts, seed, students, far)):
        count = min(BATCH, total - row)
        for target, values, (mean, deviation) in zip((late, middle), maps, statistics):
            steps = np.rint((values[:count] - mean) / deviation * STEP)
            target[row : row + count] = np.clip(steps, -127, 127)
        pooled[row : row + count] = features[:count]
        row += count
        if row % (BATCH * 40) == 0:
            print(row, "of", total, flush=True)
    for target in (students, late, middle, pooled):
        target.flush()
    first = np.concatenate([[0], np.cumsum(counts)[:-1]]).tolist()
    images = [dict(r, first=f, count=c) for r, f, c in zip(records, first, counts)]
    with open(os.path.join(folder, "index.json"), "w") as file:
        json.dump({"images": images, "total": total, "step": STEP, "seed": seed}, file)


def parse_arguments():
    parser = program_arguments(__doc__, "shared")
    parser.add_argument("--cache", required=True, help="folder to write")
    parser.add_argument("--node-folder", required=True, help="folder with node_modules/onnxruntime-node")
    parser.add_argument("--split", default="train", help="train or val")
    parser.add_argument("--views-rsicd", type=int, default=6, help="views of each RSICD image")
    parser.add_argument("--views-ucmerced", type=int, default=12, help="views of each UC Merced image")
    parser.add_argument("--far", choices=sorted(FAR_VIEWS), help="make views unlike the training images")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    args = parse_arguments()
    os.makedirs(args.cache, exist_ok=True)
    model = os.path.join(args.cache, "teacher-worker.onnx")
    build_worker_model(os.path.join(args.shared, "data/teacher/mobilenet_v2.onnx"), model)
    records = load_records(args.shared, args.split)
    counts = [args.views_ucmerced if r["set"] == "ucmerced" else args.views_rsicd for r in records]
    statistics = map_statistics(TeacherProcess(model, args.node_folder, args.threads), records)
    teacher = TeacherProcess(model, args.node_folder, args.threads)
    write_cache(args.cache, teacher, records, counts, statistics, args.seed, args.far)


if __name__ == "__main__":
    main()
