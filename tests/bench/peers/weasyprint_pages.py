"""WeasyPrint sets HTML with the figure as SVG in it. `weasyprint_pages.py CONTENT.json OUT.pdf [...]`: any number of
reports in one process."""
import json
import math
import sys
from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

STYLE = """@page { size: A4; margin: 18mm 20mm }
body { font: 9pt/1.4 'DejaVu Serif' } h1 { font: bold 18pt 'DejaVu Sans' } h2 { font: bold 12pt 'DejaVu Sans' }
table { font: 6.5pt 'DejaVu Sans'; border-collapse: collapse; width: 100% } thead { border-bottom: 1px solid }
td, th { vertical-align: top; text-align: left; padding: 1px 3px } .right { text-align: right }"""
COLOURS = ["#06a", "#a50", "#084", "#808", "#777"]
WIDTH, HEIGHT, LEFT, BELOW = 640, 380, 60, 40


def figure(block):
    x = lambda value: LEFT + (math.log10(value) + 0.4) / 4.6 * (WIDTH - LEFT)
    y = lambda value: (HEIGHT - BELOW) - (math.log10(value) - 11.8) / 4 * (HEIGHT - BELOW - 20)
    path = lambda points: "M" + "L".join("%.2f %.2f" % (x(a), y(b)) for a, b in points)
    corner = block["peak"] / block["bandwidth"]
    out = ['<svg viewBox="0 0 %d %d" font-family="DejaVu Sans" font-size="9" fill="none">' % (WIDTH, HEIGHT),
           '<path d="M%d 0V%dH%d" stroke="black"/>' % (LEFT, HEIGHT - BELOW, WIDTH)]
    for power in range(5):
        for unit in (1, 2, 5):
            at = x(unit * 10 ** power)
            if at < WIDTH:
                out.append('<path d="M%.1f %dv4" stroke="black"/><text x="%.1f" y="%d" fill="black">%d</text>'
                           % (at, HEIGHT - BELOW, at - 6, HEIGHT - BELOW + 15, unit * 10 ** power))
    for power in range(12, 16):
        at = y(10 ** power)
        out.append('<path d="M%d %.1fh-4" stroke="black"/><text x="20" y="%.1f" fill="black">1e%d</text>'
                   % (LEFT, at, at + 3, power))
    roof = [[0.5, 0.5 * block["bandwidth"]], [corner, block["peak"]], [12000, block["peak"]]]
    out.append('<path d="%s" stroke="black" stroke-width="2"/>' % path(roof))
    out.append('<path d="M%.1f 0V%d" stroke="black"/>' % (x(corner), HEIGHT - BELOW))
    for i, (name, points) in enumerate(block["curves"]):
        out.append('<path d="%s" stroke="%s"/>' % (path(points), COLOURS[i]))
        out += ['<circle cx="%.2f" cy="%.2f" r="3" fill="%s"/>' % (x(a), y(b), COLOURS[i]) for a, b in points]
        out.append('<text x="80" y="%d" fill="%s">%s</text>' % (30 + 13 * i, COLOURS[i], name))
    out.append('<text x="80" y="12" font-weight="bold" fill="black">%s</text>' % block["title"])
    out.append('<text x="480" y="%d" fill="black">%s</text></svg>' % (HEIGHT - 8, block["x"]))
    return "".join(out)


def table(block):
    right = [' class="right"' if right else "" for right in block["right"]]
    row = lambda tag, cells: "<tr>%s</tr>" % "".join("<%s%s>%s</%s>" % (tag, right[i], escape(cell), tag)
                                                     for i, cell in enumerate(cells))
    return "<table><thead>%s</thead>%s</table><p>%s</p>" % (
        row("th", block["head"]), "".join(row("td", cells) for cells in block["rows"]), escape(block["below"]))


def html(block):
    if block["kind"] == "heading":
        return "<h%d>%s</h%d>" % (block["level"], escape(block["text"]), block["level"])
    if block["kind"] == "paragraph":
        return "<p>%s</p>" % escape(block["text"])
    return table(block) if block["kind"] == "table" else figure(block)


fonts = FontConfiguration()
style = CSS(string=STYLE, font_config=fonts)
for read, written in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(read, encoding="utf-8") as file:
        report = json.load(file)
    HTML(string="<title>%s</title>%s" % (escape(report["title"]), "".join(map(html, report["blocks"])))).write_pdf(
        written, stylesheets=[style], font_config=fonts)
