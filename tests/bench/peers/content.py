"""The content of the report that all programs are to write: content.md, a template of floorline's with headings,
paragraphs, tables and one figure, and what floorline says of a spec. `content.py FLOORLINE SPEC OUT.json`."""
import json
import re
import subprocess
import sys


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def table(floorline, name, spec):
    """Cells as they are printed; right: which columns are set to the right; below: the note under it."""
    lines = said(floorline, "table", name, spec, "--format", "md").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {
        "kind": "table",
        "head": cells[0],
        "right": [cell.endswith(":") for cell in cells[1]],
        "rows": [[cell.strip("*") for cell in row] for row in cells[2:]],
        "below": " ".join(line for line in lines if line and not line.startswith("|")),
    }


def roofline(calc):
    """The curves of floorline's own figure: FLOP a byte, FLOP/s of one accelerator."""
    cluster, contexts = calc["cluster"], sorted({row["context"] for row in calc["decode"]})
    middle = contexts[len(contexts) // 2]
    curves = []
    for context in contexts:
        rows = [row for row in calc["decode"] if row["context"] == context]
        curves.append(["whole step, %d tokens" % context,
                       [[row["intensity"], row["flops"] / row["step_sum_s"]] for row in rows]])
    for phase, name in (("decode", "matrices alone"), ("prefill", "prompts")):
        sums = {}
        for row in calc["operators"]:
            if row["phase"] == phase and (phase == "prefill" or row["context"] == middle) \
                    and "attention" not in row["name"]:
                key = row["batch"], row["context"]
                flops, moved, time = sums.get(key, (0, 0, 0))
                sums[key] = flops + row["flops"], moved + row["bytes"], time + row["time_s"]
        curves.append([name, [[f / b, f / t] for f, b, t in sums.values()]])
    return {"kind": "figure", "title": "The roofline, one accelerator", "x": "FLOP for each byte read",
            "y": "FLOP/s, one accelerator", "peak": cluster["peak_flops_per_s"],
            "bandwidth": cluster["memory_bandwidth_bytes_per_s"], "curves": curves}


def content(floorline, spec, words):
    calc = json.loads(said(floorline, "calc", spec))
    blocks = []
    for block in re.split(r"\n\s*\n", words.strip()):
        directive = re.fullmatch(r"\{\{(table|figure) (\w+)\}\}", block)
        if directive:
            blocks.append(table(floorline, directive[2], spec) if directive[1] == "table" else roofline(calc))
        elif block.startswith("#"):
            level, title = block.split(" ", 1)
            blocks.append({"kind": "heading", "level": len(level),
                           "text": title.replace("{{spec.title}}", calc["spec"]["title"])})
        else:
            blocks.append({"kind": "paragraph", "text": block})
    return {"title": calc["spec"]["title"], "blocks": blocks}


if __name__ == "__main__":
    program, path, output = sys.argv[1:]
    with open(__file__.replace(".py", ".md"), encoding="utf-8") as file:
        whole = content(program, path, file.read())
    with open(output, "w", encoding="utf-8") as file:
        json.dump(whole, file)
