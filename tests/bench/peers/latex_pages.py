"""The LaTeX of a report, with its figure for pgfplots; run before the clock is. `latex_pages.py CONTENT.json OUT.tex`
writes a whole file; with a third argument, what precedes the document goes there, to be made a format of once."""
import json
import sys

PREAMBLE = r"""\documentclass[a4paper,10pt]{article}
\usepackage[T1]{fontenc}
\usepackage[margin=20mm]{geometry}
\usepackage{lmodern,amssymb,textcomp,booktabs,longtable,array,pgfplots}
\usepackage[bookmarks]{hyperref}
\pgfplotsset{compat=1.17}
\setlength{\parindent}{0pt}\setlength{\parskip}{5pt}\setlength{\tabcolsep}{2.5pt}
"""
SIGNS = {"\\": r"\textbackslash{}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$", "{": r"\{", "}": r"\}",
         "<": "$<$", ">": "$>$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "µ": r"\textmu{}", "×": r"$\times$",
         "·": r"$\cdot$", "●": r"$\bullet$", "○": r"$\circ$", "◐": r"$\odot$", "″": "''", "’": "'", "–": "--", "—": "---",
         "−": "$-$", "…": r"\dots{}", "½": r"$\frac12$", "\u202f": r"\,", "\u2003": r"\quad{}", "\u00a0": "~"}


def escaped(words):
    return "".join(SIGNS.get(sign, sign) for sign in words)


def table(block):
    longest = [max(len(row[i]) for row in [block["head"]] + block["rows"]) for i in range(len(block["head"]))]
    wide = [max(4, min(n, 40)) for n in longest]
    columns = "".join(r">{\ragged%s\arraybackslash}p{%.3f\linewidth}" % ("left" if right else "right", 0.9 * n / sum(wide))
                      for n, right in zip(wide, block["right"]))
    rows = [" & ".join(escaped(cell) for cell in row) + r" \\" for row in block["rows"]]
    return "{\\scriptsize\\begin{longtable}{@{}%s@{}}\n%s \\\\ \\midrule \\endhead\n%s\n\\end{longtable}\n%s\\par}\n" % (
        columns, " & ".join(escaped(cell) for cell in block["head"]), "\n".join(rows), escaped(block["below"]))


def figure(block):
    corner = block["peak"] / block["bandwidth"]
    curve = lambda points: " ".join("(%.6g,%.6g)" % (a, b) for a, b in points)
    roof = [[0.5, 0.5 * block["bandwidth"]], [corner, block["peak"]], [12000, block["peak"]]]
    out = [r"\begin{tikzpicture}\begin{loglogaxis}[width=\linewidth,height=95mm,title={%s},xlabel={%s},ylabel={%s},"
           r"legend pos=south east,legend style={font=\tiny}]" % (block["title"], block["x"], block["y"]),
           r"\addplot[thick] coordinates {%s}; \addlegendentry{roof}" % curve(roof),
           r"\addplot[no marks] coordinates {%s}; \addlegendentry{corner}" % curve([[corner, 1e12], [corner, block["peak"]]])]
    for name, points in block["curves"]:
        out.append(r"\addplot coordinates {%s}; \addlegendentry{%s}" % (curve(points), name))
    return "\n".join(out) + "\n\\end{loglogaxis}\\end{tikzpicture}\n"


def latex(block):
    if block["kind"] == "heading":
        return "\\%s{%s}\n" % ("section*" if block["level"] == 1 else "subsection*", escaped(block["text"]))
    if block["kind"] == "paragraph":
        return escaped(block["text"]) + "\n"
    return table(block) if block["kind"] == "table" else figure(block)


with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
body = "\\begin{document}\n%s\\end{document}\n" % "\n".join(map(latex, report["blocks"]))
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write(body if len(sys.argv) > 3 else PREAMBLE + body)
if len(sys.argv) > 3:
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        file.write(PREAMBLE + "\\dump\n")
