"""Caches image views and a teacher network's feature maps for them (training only).

The teacher is a MobileNet v2 (ImageNet, Apache-2.0) with inputs `pixels` [n,3,224,224] in 0..255. Two of its
inner maps guide the student's patch tokens (after Li et al. 2022, "Locality Guidance for Improving Vision
Transformers on Tiny Datasets"): at a student image of 112 px and patch 16 both grids are 7 x 7.

Cache folder (one row per view, views of an image are adjacent):
  views.u8     uint8 [V,112,112,3]   what the student sees
  late.i8      int8  [V,49,320]      teacher map y60, per-channel standardised, 1/20 per step
  middle.i8    int8  [V,49,384]      teacher map y46 (14 x 14 x 96), 2 x 2 cells stacked, likewise
  pooled.f16   float16 [V,1280]      teacher features
  index.json   images (path, class, captions, set), first view and number of views of each, scales
"""
import argparse
import json
import os
import subprocess
import threading

import numpy as np
import onnx
from onnx import TensorProto, helper
from PIL import Image

from data import load_records

STUDENT_PX = 112
TEACHER_PX = 224
BATCH = 32
STEP = 20.0


def build_worker_model(source, target):
    """Writes the teacher with uint8 NHWC frames as input and token-ordered maps as outputs."""
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
    graph.input.append(helper.make_tensor_value_info("frames", TensorProto.UINT8, ["n", TEACHER_PX, TEACHER_PX, 3]))
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
            ["node", worker, model, str(BATCH), str(threads)], cwd=node_folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, batches):
        """batches: iterable of uint8 [32,224,224,3]; yields (late [32,49,320], middle [32,49,384], pooled [32,1280])."""
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
            raise RuntimeError(f"the teacher process ended with {self.process.returncode}")

    def _take(self, count):
        raw = self.process.stdout.read(count * 4)
        return np.frombuffer(raw, np.float32) if len(raw) == count * 4 else None


def view_box(rng, size, whole):
    """A crop (left, upper, right, lower) in pixels: everything, or 30-100 % of the area with aspect 4:5 to 5:4."""
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
    """PIL image to (student uint8 [112,112,3], teacher uint8 [224,224,3]); a random one of the 8 turns unless whole."""
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


def all_views(records, counts, seed, students):
    """Yields teacher frames in batches of 32 (the last one padded); writes the student's views as it goes."""
    frames, row = np.zeros((BATCH, TEACHER_PX, TEACHER_PX, 3), np.uint8), 0
    for number, (record, count) in enumerate(zip(records, counts)):
        rng = np.random.default_rng([seed, number])
        image = Image.open(record["path"]).convert("RGB")
        for view in range(count):
            student, teacher = make_view(image, rng, whole=view == 0)
            students[row] = student
            frames[row % BATCH] = teacher
            row += 1
            if row % BATCH == 0:
                yield frames.copy()
    if row % BATCH:
        yield frames.copy()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", default="/work/shared")
    parser.add_argument("--cache", required=True)
    parser.add_argument("--node-folder", required=True, help="folder with node_modules/onnxruntime-node")
    parser.add_argument("--split", default="train")
    parser.add_argument("--views-rsicd", type=int, default=6)
    parser.add_argument("--views-ucmerced", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.cache, exist_ok=True)
    model = os.path.join(args.cache, "teacher-worker.onnx")
    build_worker_model(os.path.join(args.shared, "data/teacher/mobilenet_v2.onnx"), model)
    records = load_records(args.shared, args.split)
    counts = [args.views_ucmerced if r["set"] == "ucmerced" else args.views_rsicd for r in records]
    total = sum(counts)
    order = np.random.default_rng(0).permutation(len(records))[:640]
    sample = TeacherProcess(model, args.node_folder, args.threads)
    stats_rows = list(sample.run(all_views([records[i] for i in order], [1] * len(order), 7, np.zeros((640, STUDENT_PX, STUDENT_PX, 3), np.uint8))))
    stats = [(np.mean([x[k] for x in stats_rows], axis=(0, 1, 2)), np.std([x[k] for x in stats_rows], axis=(0, 1, 2)) + 1e-6) for k in (0, 1)]

    def array(name, dtype, shape):
        return np.memmap(os.path.join(args.cache, name), dtype, "w+", shape=(total, *shape))

    students = array("views.u8", np.uint8, (STUDENT_PX, STUDENT_PX, 3))
    late, middle, pooled = array("late.i8", np.int8, (49, 320)), array("middle.i8", np.int8, (49, 384)), array("pooled.f16", np.float16, (1280,))
    row = 0
    for maps in TeacherProcess(model, args.node_folder, args.threads).run(all_views(records, counts, args.seed, students)):
        count = min(BATCH, total - row)
        for target, values, (mean, std) in ((late, maps[0], stats[0]), (middle, maps[1], stats[1])):
            target[row : row + count] = np.clip(np.rint((values[:count] - mean) / std * STEP), -127, 127)
        pooled[row : row + count] = maps[2][:count]
        row += count
        if row % (BATCH * 40) == 0:
            print(row, "of", total, flush=True)
    for target in (students, late, middle, pooled):
        target.flush()
    first = np.concatenate([[0], np.cumsum(counts)[:-1]]).tolist()
    index = {"images": [dict(r, first=f, count=c) for r, f, c in zip(records, first, counts)], "total": total, "step": STEP, "seed": args.seed}
    with open(os.path.join(args.cache, "index.json"), "w") as file:
        json.dump(index, file)


if __name__ == "__main__":
    main()
