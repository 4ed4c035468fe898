// Saves a step in forms; every form works without it.
//   <form data-guard>                      sends once: the button says 正在提交… until the answer comes
//   <form data-autosave="URL">             saves a draft in the background, and says when into [data-saved]
//   <form data-upload-progress>            shows how far an upload is, in place
//   <select data-submit>                   a filter that applies itself
//   <input type="checkbox" data-all="x">   ticks every box named x of its form
//   [data-count], [data-add], [data-repair] as drawn by the form templates
(() => {
  "use strict";
  const english = document.documentElement.lang.startsWith("en");
  const say = (chinese, inEnglish) => (english ? inEnglish : chinese);
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour12: false });

  function guard(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      const button = event.submitter;
      setTimeout(() => { // after the browser has taken the button's name and value
        for (const one of form.querySelectorAll("button[type=submit], button:not([type])")) one.disabled = true;
        if (button && button.classList.contains("btn")) {
          button.dataset.label = button.textContent;
          button.textContent = say("正在提交…", "Sending…");
        }
      });
    });
  }

  function release(form) {
    delete form.dataset.sent;
    for (const one of form.querySelectorAll("button[disabled]")) {
      if (one.dataset.label) one.textContent = one.dataset.label;
      one.disabled = false;
    }
  }

  function autosave(form) {
    const shown = document.querySelector("[data-saved]");
    let timer = 0;
    let saving = null;
    let last = new URLSearchParams(textOf(form)).toString();
    async function save() {
      await saving;
      const body = new URLSearchParams(textOf(form));
      if (body.toString() === last || form.dataset.sent) return;
      saving = send(body);
      await saving;
      saving = null;
    }
    async function send(body) {
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Requested-With": "autosave" } });
        if (!answer.ok) throw new Error(answer.statusText);
        last = body.toString();
        tell(shown, "st st-ok st-plain", say("已自动保存 ", "Saved ") + clock());
      } catch {
        tell(shown, "st st-warn st-plain", say("没有保存，内容还在本页，稍后自动再试", "Not saved; your text is still here, trying again"));
        timer = setTimeout(save, 15000);
      }
    }
    form.addEventListener("submit", (event) => { // one after the other: the server refuses whoever comes second
      clearTimeout(timer);
      if (!saving) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      saving.then(() => form.requestSubmit(button));
    }, true);
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 2000); });
    form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(save, 300); });
  }

  function textOf(form) {
    return [...new FormData(form)].filter(([, value]) => typeof value === "string");
  }

  function tell(place, classes, text) {
    if (!place) return;
    const badge = document.createElement("span");
    badge.className = classes;
    badge.textContent = text;
    place.replaceChildren(badge);
  }

  function uploadProgress(form) {
    form.addEventListener("submit", (event) => {
      const chosen = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
      if (!chosen || event.defaultPrevented) return;
      event.preventDefault();
      const data = new FormData(form, event.submitter);
      const request = new XMLHttpRequest();
      const shown = progressLine(form);
      request.upload.addEventListener("progress", (step) => {
        if (step.lengthComputable) shown(step.loaded / step.total);
      });
      request.addEventListener("load", () => {
        if (request.responseURL && request.responseURL !== form.action && request.status < 400) {
          window.location.assign(request.responseURL);
          return;
        }
        const page = new DOMParser().parseFromString(request.responseText, "text/html");
        document.title = page.title;
        document.getElementById("main").replaceWith(page.getElementById("main"));
        start(document.getElementById("main"));
        const errors = document.getElementById("error-summary");
        if (errors) errors.focus();
      });
      request.addEventListener("error", () => { release(form); shown(null); });
      request.open("POST", form.action);
      request.send(data);
    });
  }

  function progressLine(form) {
    let line = form.querySelector("progress");
    const text = document.createElement("p");
    text.className = "hint";
    text.setAttribute("role", "status");
    if (!line) {
      line = document.createElement("progress");
      line.className = "pz-progress";
      line.max = 1;
      form.append(line, text);
    }
    return (share) => {
      line.hidden = share === null;
      line.value = share ?? 0;
      text.textContent = share === null
        ? say("没有传上去：网络断了。文件还选着，请再提交一次。", "Not uploaded: the network failed. Your files are still chosen; please send again.")
        : say("正在上传 ", "Uploading ") + Math.floor(share * 100) + "%";
    };
  }

  function count(line) {
    const input = document.getElementById(line.dataset.count);
    if (!input) return;
    input.addEventListener("input", () => {
      line.textContent = line.textContent.replace(/^\d+/, String([...input.value].length));
    });
  }

  function repair(button) {
    button.addEventListener("click", (event) => {
      const input = document.getElementById(button.dataset.repair);
      if (!input) return;
      event.preventDefault();
      input.value = button.dataset.value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  }

  function addRow(button) {
    const prefix = button.dataset.add;
    const group = button.closest("[data-repeat]");
    const empty = group.querySelector("template[data-empty]");
    const total = group.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const number = Number(total.value);
      const row = empty.content.cloneNode(true).firstElementChild;
      renumber(row, String(number));
      empty.content.ownerDocument.adoptNode(row);
      button.parentElement.before(row);
      total.value = String(number + 1);
      start(row);
      const first = row.querySelector("input:not([type=hidden]), select, textarea");
      if (first) first.focus();
    });
  }

  function renumber(row, number) {
    for (const node of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of node.attributes) {
        if (attribute.value.includes("__prefix__")) attribute.value = attribute.value.replaceAll("__prefix__", number);
      }
      for (const text of node.childNodes) {
        if (text.nodeType === Node.TEXT_NODE && text.data.includes("__number__")) {
          text.data = text.data.replaceAll("__number__", String(Number(number) + 1));
        }
      }
    }
  }

  function tickAll(box) {
    box.addEventListener("change", () => {
      for (const one of document.querySelectorAll(`input[type=checkbox][name="${box.dataset.all}"]`)) {
        if (!one.disabled) one.checked = box.checked;
      }
    });
  }

  function reachable(box) { // what scrolls sideways must be reachable by keyboard
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }

  function start(root) {
    const each = (selector, act) => root.querySelectorAll(selector).forEach(act);
    each("form[data-guard]", guard);
    each("form[data-autosave]", autosave);
    each("form[data-upload-progress]", uploadProgress);
    each("[data-count]", count);
    each("[data-repair]", repair);
    each("[data-add]", addRow);
    each("[data-all]", tickAll);
    each("[data-submit]", (control) => control.addEventListener("change", () => control.form.requestSubmit()));
    each(".pz-scroll", reachable);
    each("[data-print]", (button) => button.addEventListener("click", () => window.print()));
  }

  start(document);
  const errors = document.querySelector("#error-summary");
  if (errors && !errors.closest("[data-calm]")) errors.focus();
  window.addEventListener("resize", () => document.querySelectorAll(".pz-scroll").forEach(reachable));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
})();
