"""How long the offline verifier takes in a browser, with the browser's own cryptography and without it.

python bench/trust/browser.py      (PINZHANG_TEST_CHROMIUM names a browser other than the one that Playwright brings)
"""

import os
from base64 import b64encode
from pathlib import Path

import samples
from playwright.sync_api import sync_playwright

from pinzhang.engine.signing.credential import compact_text, full_text

STATIC = Path(__file__).resolve().parents[2] / "src" / "pinzhang" / "portals" / "ui" / "static"
MEASURE = """async (given) => {
    const {verify, readStatusList} = globalThis.PinzhangVerifier;
    const list = await readStatusList(Uint8Array.from(atob(given.list), (c) => c.charCodeAt(0)), given.keys);
    const round = async (text) => {
        const taken = [];
        for (let i = 0; i < 300; i++) {
            const begun = performance.now();
            const answer = await verify(text, given.keys, [list], given.at);
            taken.push(performance.now() - begun);
            if (answer.reason !== "active") throw new Error(answer.reason);
        }
        taken.sort((a, b) => a - b);
        return [taken[150], taken[297]];
    };
    const native = [await round(given.link), await round(given.full)];
    Object.defineProperty(globalThis, "crypto", {value: {}});
    return [...native, await round(given.link), await round(given.full)];
}"""


def main() -> None:
    given = {
        "keys": samples.RING.as_json(),
        "list": b64encode(samples.status_list(1_000_000).to_signed(samples.STATUS_DESK)).decode(),
        "link": compact_text(samples.MARK, samples.OFFICE, base=samples.ISSUER),
        "full": full_text(samples.MARK, samples.OFFICE),
        "at": samples.NOW.timestamp() * 1000,
    }
    with sync_playwright() as playwright:
        options = {"executable_path": os.environ.get("PINZHANG_TEST_CHROMIUM") or None, "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        page = browser.new_page()
        empty = {"body": "<!doctype html><title>x</title>", "content_type": "text/html"}
        page.route("**/*", lambda route: route.fulfill(**empty))
        page.goto("https://localhost/")
        for name in ("vendor/tweetnacl/nacl-fast.min.js", "ui/verifier/core.js"):
            page.add_script_tag(path=STATIC / name)
        measured = page.evaluate(MEASURE, given)
        browser.close()
    ways = ("link, browser's cryptography", "full, browser's cryptography", "link, script alone", "full, script alone")
    for way, (median, slow) in zip(ways, measured, strict=True):
        beside = f"99 of 100 within {slow:.1f} ms; asked: < 5 ms"
        print(f"{'verify offline in a browser, ' + way:<58} {f'{median:.2f} ms':>16}  {beside}")


if __name__ == "__main__":
    main()
