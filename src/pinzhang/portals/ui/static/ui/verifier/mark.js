/* On the page of a mark: verify the signature that the scanned link carries, in the reader's own browser. */
(() => {
  "use strict";
  const place = document.querySelector("[data-check=signature]");
  if (!place || !location.hash.startsWith("#c")) return;
  const words = JSON.parse(document.getElementById("mark-words").textContent);
  const say = (tone, sentence) => {
    const badge = document.createElement("span");
    badge.className = `st st-${tone}`;
    badge.textContent = sentence;
    place.replaceChildren(badge);
  };
  fetch("/trust/keys.json")
    .then((answer) => answer.json())
    .then((keys) => globalThis.PinzhangVerifier.verify(location.href, keys, [], Date.now()))
    .then((found) => {
      const genuine = found.mark && found.mark.number === place.dataset.number;
      say(genuine ? "ok" : "bad", genuine ? words.genuine : words.wrong);
    })
    .catch(() => {});
})();
