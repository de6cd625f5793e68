"""axe-core in the browser of the tests: the violations of WCAG 2.2 AA on a page as it stands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.settling import settled

AXE = Path(__file__).parents[2] / ".cache/servers/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that look at colours, and at nothing else
# Only the violations leave the browser: to bring over what passed takes longer than to look at it.
FOUND = """async only => {
  const found = await axe.run(document, {resultTypes: ['violations'], runOnly: only});
  // What the edge of a scrolling list cuts is as large as it is where one has scrolled to it.
  for (const small of found.violations.filter(v => v.id === 'target-size')) {
    const still = [];
    for (const node of small.nodes) {
      const one = document.querySelector(node.target[0]), back = [];
      for (let e = one?.parentElement; e; e = e.parentElement) back.push([e, e.scrollTop, e.scrollLeft]);
      one?.scrollIntoView({block: 'center'});
      const again = await axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'rule', values: ['target-size']}});
      if (again.violations.some(v => v.nodes.some(n => n.target.join() === node.target.join()))) still.push(node);
      for (const [e, top, left] of back) e.scrollTo(left, top);
    }
    small.nodes = still;
  }
  return found.violations.filter(v => v.nodes.length).map(v => `${v.id}: ${v.help} at ${v.nodes.slice(0, 4).map(n => n.target.join(' ')).join(', ')}`
    + ` (${v.nodes[0].failureSummary})`);
}"""
# What stands there and how wide it is; what the colours are is asked beside it.
STANDING = """() => [document.documentElement.outerHTML, innerWidth, innerHeight,
  [...document.querySelectorAll('input, textarea, select')].map(one => one.value + one.checked)].join(' ')"""


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page)` gives the violations of WCAG 2.2 AA on the page as it stands, one line each; [] is what we want.

    In the other light, where nothing else has changed since the last look, only the rules about colours are asked again. With
    `colours=True` never more than those.
    """
    if not AXE.exists():
        pytest.fail(f"axe-core is missing at {AXE}: `make servers` installs it.")
    script = AXE.read_text()
    last = ""

    def run(page: Page, colours: bool = False) -> list[str]:
        nonlocal last
        settled(page)  # a page that is still coming has words, and not yet all of its styles
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        standing = page.evaluate(STANDING)
        few = colours or standing == last
        rules = {"type": "rule", "values": COLOURS} if few else {"type": "tag", "values": TAGS}
        found = list(page.evaluate(FOUND, rules))
        last = "" if found or colours else standing
        return found

    return run
