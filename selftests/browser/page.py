#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
# edgesec - What a real browser makes of the page that `edgesec report` writes
# Copyright (C) 2026 The edgesec authors
"""Usage: page.py FILE FOLDER

Opens FILE in a headless Chromium, on a wide screen, on a small one, and on
paper; what it shows is kept in FOLDER. Prints a line for each thing that is
wrong and exits with 1, or prints "good".
"""
import base64
import html
import json
import os
import re
import subprocess
import sys
import tempfile

OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
           "--disable-background-networking", "--disable-component-update",
           "--disable-dev-shm-usage", "--hide-scrollbars",
           "--remote-debugging-pipe"]
SCREENS = {"wide": (1280, 900), "small": (360, 740)}
# A4 in inches; in points the margin that has to stay free, and the height of
# the smallest line. What is too wide for the paper is made smaller.
PAPER = (8.27, 11.69)
MARGIN = 30
SMALLEST = 9

# Each row of a table, in pieces that stay together when it is read.
ROWS = """[...document.querySelectorAll('tbody tr')].map(
    row => [...row.cells].flatMap(cell => cell.children.length ?
        [...cell.children].map(piece => piece.innerText) : [cell.innerText]))"""


class Browser:
    """Speaks the DevTools protocol through two pipes."""

    def __init__(self, profile):
        to_read, self.to = os.pipe()
        self.read, to_write = os.pipe()

        def hand_over():
            os.dup2(to_read, 13)
            os.dup2(to_write, 14)
            os.dup2(13, 3)
            os.dup2(14, 4)

        self.process = subprocess.Popen(
            ["chromium", *OPTIONS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=hand_over, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.rest = b""
        self.number = 0
        self.session = None
        self.events = []

    def receive(self):
        while b"\0" not in self.rest:
            more = os.read(self.read, 1 << 16)
            if not more:
                sys.exit("the browser went away")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        while not any(event["method"] == method for event in self.events):
            self.events.append(self.receive())

    def open(self, url):
        target = self.ask("Target.createTarget", url="about:blank")
        self.session = self.ask("Target.attachToTarget", flatten=True,
                                targetId=target["targetId"])["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.ask(domain + ".enable")
        self.ask("Page.navigate", url=url)
        self.wait("Page.loadEventFired")

    def value(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression,
                          returnByValue=True)
        return result["result"].get("value")

    def close(self):
        self.session = None
        self.ask("Browser.close")
        self.process.wait(30)


def judge_events(events, url):
    for event in events:
        params = event.get("params", {})
        if event["method"] == "Network.requestWillBeSent":
            if params["request"]["url"] != url:
                yield f"it asks for {params['request']['url']}"
        elif event["method"] == "Log.entryAdded":
            yield f"the browser says: {params['entry']['text']}"
        elif event["method"] in ("Runtime.consoleAPICalled",
                                 "Runtime.exceptionThrown"):
            yield "a script speaks"


def judge_screens(browser, folder):
    for name, (width, height) in SCREENS.items():
        browser.ask("Emulation.setDeviceMetricsOverride", width=width,
                    height=height, deviceScaleFactor=1, mobile=width < 600)
        needed = browser.value("document.documentElement.scrollWidth")
        if needed > width:
            yield f"{name}: it needs {needed} pixels of {width}"
        shot = browser.ask("Page.captureScreenshot", format="png",
                           captureBeyondViewport=True)
        keep(folder, name + ".png", shot["data"])
    browser.ask("Emulation.clearDeviceMetricsOverride")


def keep(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(base64.b64decode(data))


def words_of(folder):
    """Each page as a list of (word, left, right, top, bottom), and its size."""
    out = subprocess.run(["pdftotext", "-bbox", os.path.join(folder, "paper.pdf"),
                          "-"], check=True, capture_output=True).stdout.decode()
    for page in out.split("<page ")[1:]:
        size = [float(n) for n in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2]]
        found = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" '
                           r'xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page)
        yield size, [(html.unescape(word), float(left), float(right), float(top),
                      float(bottom)) for left, top, right, bottom, word in found]


def judge_pages(pages, shown, rows):
    for number, ((width, height), words) in enumerate(pages, 1):
        if not words:
            yield f"page {number} of the paper is empty"
        for word, left, right, top, bottom in words:
            if (left < MARGIN or right > width - MARGIN or top < MARGIN or
                    bottom > height - MARGIN):
                yield f"page {number}: {word!r} stands in the margin"
            if bottom - top < SMALLEST:
                yield f"page {number}: {word!r} is too small to be read"
    # Where a line is broken is not the point.
    texts = ["".join(word[0] for word in words) for _, words in pages]
    paper = "".join(texts)
    for word in shown.split():
        if word not in paper:
            yield f"not on paper: {word!r}"
    for row in rows:
        pieces = ["".join(piece.split()) for piece in row]
        if not any(all(piece in text for piece in pieces) for text in texts):
            yield f"cut by the end of a page: {row}"


def judge_paper(browser, folder):
    width, height = PAPER
    pdf = browser.ask("Page.printToPDF", paperWidth=width, paperHeight=height,
                      preferCSSPageSize=True, printBackground=True)
    keep(folder, "paper.pdf", pdf["data"])
    shown = browser.value("document.body.innerText")
    yield from judge_pages(list(words_of(folder)), shown, browser.value(ROWS))


def main():
    file, folder = sys.argv[1:]
    url = "file://" + os.path.abspath(file)
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        browser.open(url)
        wrong = [*judge_screens(browser, folder), *judge_paper(browser, folder)]
        browser.ask("Target.getTargets")
        wrong = [*judge_events(browser.events, url), *wrong]
        browser.close()
    print("\n".join(wrong) or "good")
    sys.exit(bool(wrong))


main()
