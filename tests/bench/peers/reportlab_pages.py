"""matplotlib draws the figure, ReportLab sets the pages. `reportlab_pages.py CONTENT.json OUT.pdf [...]`: any number
of reports in one process."""
import io
import json
import sys

import matplotlib
matplotlib.use("svg")
matplotlib.rcParams["svg.fonttype"] = "none"  # words stay words
import matplotlib.pyplot as plt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from svglib.svglib import svg2rlg

FOLDER = "/usr/share/fonts/truetype/dejavu/"
pdfmetrics.registerFont(TTFont("Text", FOLDER + "DejaVuSerif.ttf"))
pdfmetrics.registerFont(TTFont("Bold", FOLDER + "DejaVuSans-Bold.ttf"))
pdfmetrics.registerFont(TTFont("Sans", FOLDER + "DejaVuSans.ttf"))
TEXT = ParagraphStyle("text", fontName="Text", fontSize=9, leading=12.5, spaceAfter=6)
CELL = ParagraphStyle("cell", fontName="Sans", fontSize=6.5, leading=8)
HEADINGS = {1: ParagraphStyle("h1", fontName="Bold", fontSize=18, leading=22, spaceAfter=10),
            2: ParagraphStyle("h2", fontName="Bold", fontSize=12, leading=15, spaceBefore=8, spaceAfter=5)}
WIDTH = 480


def figure(block):
    fig, axes = plt.subplots(figsize=(WIDTH / 72, 3.9))
    corner = block["peak"] / block["bandwidth"]
    axes.loglog([0.5, corner, 12000], [0.5 * block["bandwidth"], block["peak"], block["peak"]], lw=2)
    for name, points in block["curves"]:
        axes.loglog([p[0] for p in points], [p[1] for p in points], marker="o", ms=4, lw=1, label=name)
    axes.axvline(corner, color="black", lw=0.7)
    axes.set(title=block["title"], xlabel=block["x"], ylabel=block["y"])
    axes.legend(fontsize=7)
    drawn = io.BytesIO()
    fig.savefig(drawn, format="svg")
    plt.close(fig)
    drawn.seek(0)
    return [svg2rlg(drawn), Spacer(0, 6)]


def table(block):
    longest = [max(len(row[i]) for row in [block["head"]] + block["rows"]) for i in range(len(block["head"]))]
    wide = [max(3, min(n, 40)) for n in longest]
    rows = [[Paragraph(cell, CELL) for cell in block["head"]]]
    rows += [[Paragraph(cell, CELL) if len(cell) > 14 else cell for cell in row] for row in block["rows"]]
    style = [("FONT", (0, 0), (-1, -1), "Sans", 6.5),
             ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"),
             ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)]
    style += [("ALIGN", (i, 0), (i, -1), "RIGHT") for i, right in enumerate(block["right"]) if right]
    set_rows = Table(rows, colWidths=[WIDTH * n / sum(wide) for n in wide], repeatRows=1)
    set_rows.setStyle(TableStyle(style))
    return [set_rows, Paragraph(block["below"], CELL), Spacer(0, 8)]


def flow(block):
    if block["kind"] == "heading":
        return [Paragraph(block["text"], HEADINGS[block["level"]])]
    if block["kind"] == "paragraph":
        return [Paragraph(block["text"], TEXT)]
    return table(block) if block["kind"] == "table" else figure(block)


for read, written in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(read, encoding="utf-8") as file:
        report = json.load(file)
    SimpleDocTemplate(written, pagesize=A4, leftMargin=57, rightMargin=57, topMargin=50, bottomMargin=50,
                      title=report["title"]).build([part for block in report["blocks"] for part in flow(block)])
