/* The page of the offline verifier: scan, photograph or paste; keys and lists come with the page or from a file. */
(() => {
  "use strict";
  const {verify, readStatusList, base64url} = globalThis.PinzhangVerifier;
  const $ = (id) => document.getElementById(id);
  const data = (id) => JSON.parse($(id).textContent);
  const words = data("verifier-words"), kept = data("verifier-data");
  let keySet = kept.keys, lists = [], camera = null;

  async function loadLists(signed) {
    const read = [];
    for (const one of signed) {
      try { read.push(await readStatusList(one, keySet)); } catch { /* a list that is not the issuer's is not used */ }
    }
    return read;
  }
  const tellLists = () => {
    const times = lists.map((list) => list.issuedAt);
    $("verifier-lists").textContent = times.length ? new Date(Math.min(...times)).toLocaleString(document.documentElement.lang) : words.none;
  };
  async function refresh() {
    if (!kept.live) return;
    try {
      keySet = await (await fetch(kept.live.keys)).json();
      const fetched = await Promise.all(kept.live.lists.map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())));
      const fresh = await loadLists(fetched);
      if (fresh.length) lists = fresh;
    } catch { /* no network: what came with the page is used */ }
  }

  function row(list, label, value) {
    const term = document.createElement("dt"), said = document.createElement("dd");
    term.textContent = label;
    said.textContent = value;
    list.append(term, said);
  }
  function show(found, at) {
    const [title, tone] = words.reasons[found.reason], box = $("verifier-answer");
    box.className = `pz-verdictbox ${tone}`;
    $("verifier-title").textContent = title;
    $("verifier-reason").textContent = `${new Date(at).toLocaleString(document.documentElement.lang)}`;
    const particulars = $("verifier-particulars");
    particulars.replaceChildren();
    if (found.mark) {
      for (const [name, label] of words.labels) {
        const value = found.mark[name];
        if (value !== undefined) row(particulars, label, value instanceof Date ? new Date(value.getTime() - 1000).toLocaleDateString(document.documentElement.lang) : value);
      }
    }
    $("verifier-result").hidden = false;
    $("verifier-result").dataset.reason = found.reason;
    box.scrollIntoView({block: "nearest"});
  }
  async function check(text) {
    await refresh();
    tellLists();
    const at = Date.now();
    show(await verify(text, keySet, lists, at), at);
  }
  function complain(sentence) {
    $("verifier-note").textContent = sentence;
    $("verifier-note").hidden = !sentence;
  }

  async function codesIn(source, width, height) {
    if ("BarcodeDetector" in globalThis) {
      try {
        const found = await new globalThis.BarcodeDetector({formats: ["qr_code"]}).detect(source);
        if (found.length) return found.map((one) => one.rawValue);
      } catch { /* not every system has what the browser promises */ }
    }
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const drawn = canvas.getContext("2d", {willReadFrequently: true});
    drawn.drawImage(source, 0, 0, width, height);
    const found = globalThis.jsQR(drawn.getImageData(0, 0, width, height).data, width, height);
    return found ? [found.data] : [];
  }
  async function photograph(file) {
    complain("");
    let picture;
    try { picture = await createImageBitmap(file); } catch { return complain(words.noPicture); }
    for (const largest of [1200, 2400, 600]) {
      const scale = Math.min(1, largest / Math.max(picture.width, picture.height));
      const codes = await codesIn(picture, Math.round(picture.width * scale), Math.round(picture.height * scale));
      if (codes.length) return check(codes.find((code) => /^PZ|\/(01|m)\//i.test(code)) || codes[0]);
    }
    return complain(words.noCode);
  }
  async function scan() {
    complain("");
    const video = $("verifier-video");
    try {
      camera = await navigator.mediaDevices.getUserMedia({video: {facingMode: "environment"}});
    } catch { return complain(words.noCamera); }
    video.srcObject = camera;
    video.hidden = false;
    await video.play();
    const look = async () => {
      if (!camera) return;
      const codes = video.videoWidth ? await codesIn(video, video.videoWidth, video.videoHeight) : [];
      if (codes.length) { stop(); check(codes[0]); return; }
      setTimeout(look, 150);
    };
    return look();
  }
  function stop() {
    if (camera) for (const track of camera.getTracks()) track.stop();
    camera = null;
    $("verifier-video").hidden = true;
  }
  async function loadFile(file) {
    const content = new Uint8Array(await file.arrayBuffer());
    complain("");
    try {
      if (content[0] === 0x7b) {
        const given = JSON.parse(new TextDecoder().decode(content));
        if (!Array.isArray(given.keys) || given.issuer !== kept.keys.issuer) throw new Error("another issuer");
        keySet = given;
      } else {
        const list = await readStatusList(content, keySet);
        lists = [...lists.filter((one) => one.number !== list.number), list];
      }
      tellLists();
    } catch { complain(words.badFile); }
  }

  $("verifier-form").addEventListener("submit", (event) => { event.preventDefault(); complain(""); check($("verifier-text").value); });
  $("verifier-photo").addEventListener("change", (event) => { if (event.target.files[0]) photograph(event.target.files[0]); });
  $("verifier-file").addEventListener("change", (event) => { if (event.target.files[0]) loadFile(event.target.files[0]); });
  $("verifier-scan").addEventListener("click", () => (camera ? stop() : scan()));
  $("verifier-scan").hidden = !(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  loadLists(kept.lists.map(base64url)).then((read) => { lists = read; tellLists(); document.body.dataset.ready = "yes"; });
})();
