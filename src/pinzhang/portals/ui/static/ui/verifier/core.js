/* Verification of a mark without a server: the same questions in the same order as `pinzhang verify`.
   Everything that comes from outside is read within limits; nothing it holds ends in an exception. */
(() => {
  "use strict";
  const LONGEST_TEXT = 4096, MARK_CLAIM = -70001, SKEW = 5 * 60000;
  const CREDENTIAL = {size: 2048, depth: 8, items: 256};
  const LIST = {size: 4 * 1024 * 1024, depth: 8, items: 256};
  const KINDS = ["product", "service", "enterprise", "industry", "region", "person", "team", "work", "project", "government"];
  const STATES = ["active", "suspended", "revoked", "surrendered", "expired", "superseded"];
  const FINAL = new Set(["revoked", "surrendered", "expired", "superseded"]);
  const SUITES = {"-8": "Ed25519", "-7": "P-256", "-70002": "SM2"};
  const LAST_SECOND = 253402300799, LARGEST_INDEX = 2 ** 40;

  class Refused extends Error {
    constructor(reason) { super(reason); this.reason = reason; }
  }
  const refuse = (reason) => { throw new Refused(reason); };
  const bytes = (text) => new TextEncoder().encode(text);
  const utf8 = (data) => {
    try { return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(data); } catch { return refuse("malformed"); }
  };

  /* CBOR within limits. */
  function decode(data, limits) {
    if (data.length > limits.size) refuse("too-large");
    let place = 0, items = 0;
    const advance = (count) => {
      place += count;
      if (place > data.length) refuse("malformed");
      return data.subarray(place - count, place);
    };
    const head = () => {
      const first = advance(1)[0], kind = first >> 5, short = first & 31;
      if (short < 24) return [kind, short, short];
      if (short > 27) refuse("malformed");
      let value = 0n;
      for (const byte of advance(1 << (short - 24))) value = value * 256n + BigInt(byte);
      return [kind, value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value, short];
    };
    const map = (count, depth) => {
      const found = new Map();
      for (let index = 0; index < count; index += 1) {
        const kind = place < data.length ? data[place] >> 5 : 0;
        if (kind !== 0 && kind !== 1 && kind !== 3) refuse("malformed");
        const key = item(depth);
        if (found.has(key)) refuse("malformed");
        found.set(key, item(depth));
      }
      return found;
    };
    const item = (depth) => {
      items += 1;
      if (items > limits.items) refuse("too-large");
      const [kind, argument, short] = head();
      if (kind === 0) return argument;
      if (kind === 1) return typeof argument === "bigint" ? -1n - argument : -1 - argument;
      if (kind === 7) return simple(argument, short);
      if (kind === 2 || kind === 3) {
        if (typeof argument === "bigint") refuse("malformed");
        const content = advance(argument);
        return kind === 2 ? content : utf8(content);
      }
      if (depth > limits.depth) refuse("too-deep");
      if (kind === 6) {
        if (argument !== 18 && argument !== 61) refuse("malformed");
        return {tag: argument, value: item(depth + 1)};
      }
      if (argument > limits.items) refuse("too-large");
      if (kind === 5) return map(argument, depth + 1);
      return Array.from({length: argument}, () => item(depth + 1));
    };
    const simple = (argument, short) => {
      if (short === 24 && argument < 32) refuse("malformed");
      return {simple: short < 25 ? argument : "float"};
    };
    const value = item(1);
    if (place !== data.length) refuse("malformed");
    return value;
  }
  const encodeBytes = (data) => {
    const size = data.length;
    const start = size < 24 ? [64 + size] : size < 256 ? [88, size] : size < 65536 ? [89, size >> 8, size & 255]
      : [90, size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
    return [Uint8Array.from(start), data];
  };
  const join = (parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((place, part) => { whole.set(part, place); return place + part.length; }, 0);
    return whole;
  };

  /* COSE_Sign1. */
  function readSigned(data, limits) {
    let message = decode(data, limits);
    if (message && message.tag === 61) message = message.value;
    if (!message || message.tag !== 18) refuse("malformed");
    const parts = message.value;
    if (!Array.isArray(parts) || parts.length !== 4) refuse("malformed");
    const [guarded, open, payload, signature] = parts;
    const isBytes = (value) => value instanceof Uint8Array;
    if (!isBytes(guarded) || !(open instanceof Map) || !isBytes(payload) || !isBytes(signature)) refuse("malformed");
    const header = decode(guarded, limits);
    if (!(header instanceof Map) || header.has(2)) refuse("malformed");
    const algorithm = header.get(1), kid = header.has(4) ? header.get(4) : open.get(4);
    const type = header.has(3) ? header.get(3) : "";
    if (!Number.isInteger(algorithm) || !isBytes(kid) || typeof type !== "string") refuse("malformed");
    const signed = join([Uint8Array.of(0x84, 0x6a), bytes("Signature1"), ...encodeBytes(guarded), Uint8Array.of(0x40), ...encodeBytes(payload)]);
    return {algorithm, kid, payload, signature, signed};
  }

  /* Keys. */
  const sameBytes = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
  const withKid = (keySet, kid) => keySet.keys.filter((key) => SUPPORTED.has(key.crv) && sameBytes(bytes(key.kid), kid));
  const SUPPORTED = new Set(["Ed25519", "P-256"]);
  const time = (text) => (text === undefined ? null : Date.parse(text));
  const maySign = (key, at) => time(key.valid_from) <= at && (key.valid_to === undefined || at < time(key.valid_to));
  async function fits(key, signature, message) {
    if (signature.length !== 64) return false;
    const subtle = globalThis.crypto && globalThis.crypto.subtle;
    if (key.crv === "Ed25519") {
      if (subtle) {
        try {
          const opened = await subtle.importKey("raw", base64url(key.x), {name: "Ed25519"}, false, ["verify"]);
          return await subtle.verify({name: "Ed25519"}, opened, signature, message);
        } catch { /* an older browser: the library below verifies */ }
      }
      return globalThis.nacl.sign.detached.verify(message, signature, base64url(key.x));
    }
    if (!subtle) refuse("unsupported-algorithm");
    const jwk = {kty: "EC", crv: "P-256", x: key.x, y: key.y};
    const opened = await subtle.importKey("jwk", jwk, {name: "ECDSA", namedCurve: "P-256"}, false, ["verify"]);
    return subtle.verify({name: "ECDSA", hash: "SHA-256"}, opened, signature, message);
  }
  async function signedBy(envelope, keys) {
    for (const key of keys) if (await fits(key, envelope.signature, envelope.signed)) return key;
    return null;
  }

  /* Texts as they are scanned. */
  function base64url(text) {
    if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) refuse("malformed");
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/") + "=".repeat((4 - (text.length % 4)) % 4));
    const data = Uint8Array.from(plain, (character) => character.charCodeAt(0));
    const again = btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    return again === text ? data : refuse("malformed");
  }
  const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  function base45(text) {
    const digits = Array.from(text.trimEnd() === text ? text : text, (character) => BASE45.indexOf(character));
    if (digits.includes(-1) || digits.length % 3 === 1) refuse("malformed");
    const out = [];
    for (let place = 0; place < digits.length; place += 3) {
      const three = place + 2 < digits.length;
      const value = digits[place] + 45 * digits[place + 1] + (three ? 2025 * digits[place + 2] : 0);
      if (value > (three ? 65535 : 255)) refuse("malformed");
      if (three) out.push(value >> 8);
      out.push(value & 255);
    }
    return Uint8Array.from(out);
  }
  function checkedGtin(text) {
    if (![8, 12, 13, 14].includes(text.length) || !/^[0-9]+$/.test(text)) refuse("bad-gtin");
    const body = Array.from(text.slice(0, -1)).reverse();
    const sum = body.reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 1 : 3), 0);
    return (10 - (sum % 10)) % 10 === Number(text.at(-1)) ? text.padStart(14, "0") : refuse("bad-gtin");
  }
  const VALUE = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/;
  const NUMBER = /^[0-9A-Z][0-9A-Z.-]{0,39}$/;
  function decodedSegment(segment) {
    if (/%(?![0-9A-Fa-f]{2})/.test(segment)) refuse("bad-link");
    try { return decodeURIComponent(segment); } catch { return refuse("bad-link"); }
  }
  function parseLink(text) {
    if (!/^https?:\/\//i.test(text)) refuse("not-a-mark");
    const found = /^(https?):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(?:#(.*))?$/i.exec(text);
    if (!found || text.length > 4000 || /[\s\u0000-\u001f\u007f]/.test(text) || !found[2] || found[2].includes("@")) refuse("bad-link");
    const parts = /^(\[[^\]]*\]|[^:[\]]+)(?::([0-9]*))?$/.exec(found[2]);
    if (!parts || Number(parts[2] || 0) > 65535) refuse("bad-link");
    const host = found[2].toLowerCase().replace(found[1].toLowerCase() === "https" ? /:443$/ : /:80$/, "");
    let segments = found[3].split("/").slice(1);
    if (segments.at(-1) === "") segments = segments.slice(0, -1);
    for (let place = 0; place + 1 < segments.length; place += 1) {
      const next = segments[place + 1];
      if (segments[place] === "01" && /^[0-9]{6,18}$/.test(next)) return below(host, "gtin", segments.slice(place + 1), found);
      if (segments[place].toLowerCase() === "m" && NUMBER.test(next.toUpperCase())) return below(host, "number", segments.slice(place + 1), found);
    }
    return refuse("not-a-mark");
  }
  function below(host, key, segments, found) {
    const values = segments.map(decodedSegment), keys = ["22", "10", "21"], link = {host, fragment: found[5] || ""};
    if ((values.length - 1) % 2) refuse("bad-link");
    let last = -1;
    for (let place = 1; place < values.length; place += 2) {
      const order = keys.indexOf(values[place]);
      if (order <= last || !VALUE.test(values[place + 1]) || [".", ".."].includes(values[place + 1])) refuse("bad-link");
      last = order;
      link[["variant", "lot", "serial"][order]] = values[place + 1];
    }
    link[key] = key === "gtin" ? checkedGtin(values[0]) : values[0].toUpperCase();
    return link;
  }
  function unwrap(text) {
    if (text.length > LONGEST_TEXT) refuse("too-large");
    const plain = text.trim();
    if (!plain.startsWith("PZ")) {
      const link = parseLink(plain), found = /^(c[0-9]+)=(.*)$/s.exec(link.fragment);
      if (!found) refuse("no-credential");
      if (found[1] !== "c1") refuse("unsupported-version");
      return {data: base64url(found[2]), link};
    }
    const found = /^PZ([0-9]+):(.*)$/s.exec(plain);
    if (!found) refuse("not-a-mark");
    if (found[1] !== "1") refuse("unsupported-version");
    return {data: base45(found[2]), link: null};
  }

  /* What the credential says. */
  const text = (value) => (typeof value === "string" && value.length > 0 && Array.from(value).length <= 200 && !/\p{C}/u.test(value) ? value : refuse("bad-claims"));
  const seconds = (value) => (Number.isInteger(value) && value >= 0 && value <= LAST_SECOND ? new Date(value * 1000) : refuse("bad-claims"));
  const index = (value) => (Number.isInteger(value) && value >= 0 && value < LARGEST_INDEX ? value : refuse("bad-claims"));
  const kind = (value) => (Number.isInteger(value) && value > 0 && value <= KINDS.length ? KINDS[value - 1] : refuse("bad-claims"));
  const gtin = (value) => (typeof value === "number" && value >= 0 ? checkedGtin(String(value).padStart(14, "0")) : refuse("bad-claims"));
  const day = (value) => {
    if (!Number.isInteger(value) || value <= 0 || value > 99991231) refuse("bad-claims");
    const written = String(value).padStart(8, "0").replace(/(....)(..)(..)/, "$1-$2-$3"), read = new Date(`${written}T00:00:00Z`);
    return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(written) ? written : refuse("bad-claims");
  };
  const MEMBERS = {1: ["kind", kind], 2: ["gtin", gtin], 3: ["lot", text], 4: ["serial", text], 5: ["status_list", index], 6: ["status_index", index],
    7: ["programme", text], 8: ["title", text], 9: ["tier", text], 10: ["holder", text], 11: ["credit_code", text], 12: ["subject", text],
    13: ["standard", text], 14: ["authority", text], 15: ["conferred_on", day]};
  function readClaims(payload) {
    const claims = decode(payload, CREDENTIAL), own = claims instanceof Map ? claims.get(MARK_CLAIM) : null;
    if (!(own instanceof Map)) refuse("bad-claims");
    const mark = {};
    for (const [label, [name, read]] of Object.entries(MEMBERS)) if (own.has(Number(label))) mark[name] = read(own.get(Number(label)));
    if (!mark.kind) refuse("bad-claims");
    mark.number = text(claims.get(2));
    mark.issued_at = seconds(claims.get(6));
    if (claims.has(1)) mark.issuer = text(claims.get(1));
    if (claims.has(5)) mark.valid_from = seconds(claims.get(5));
    if (claims.has(4)) mark.valid_until = seconds(claims.get(4));
    return mark;
  }

  /* Status lists. */
  async function readStatusList(data, keySet) {
    const envelope = readSigned(data, LIST);
    const key = await signedBy(envelope, withKid(keySet, envelope.kid));
    if (!key || key.role !== "status" || key.compromised_at !== undefined) refuse("malformed");
    const document = JSON.parse(utf8(envelope.payload)), subject = document.credentialSubject;
    if (document.issuer !== keySet.issuer || !maySign(key, time(document.validFrom))) refuse("malformed");
    if (subject.statusPurpose !== "message" || subject.statusSize !== 4 || !subject.encodedList.startsWith("u")) refuse("malformed");
    const unpacked = new Blob([base64url(subject.encodedList.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
    const bits = new Uint8Array(await new Response(unpacked).arrayBuffer());
    const until = document.validUntil !== undefined ? time(document.validUntil) : subject.ttl !== undefined ? time(document.validFrom) + subject.ttl : null;
    return {number: Number(/([0-9]{1,9})(\.[a-z]+)?$/.exec(document.id)[1]), issuer: document.issuer, issuedAt: time(document.validFrom), until, bits};
  }
  function reasonOfList(mark, keySet, list, at) {
    if (mark.status_index === undefined || list.number !== (mark.status_list || 0) || list.issuer !== keySet.issuer) return "status-list-mismatch";
    if (list.issuedAt > at + SKEW) return "status-list-later";
    const byte = list.bits[mark.status_index >> 1];
    if (byte === undefined) return "status-list-mismatch";
    const told = STATES[mark.status_index & 1 ? byte & 15 : byte >> 4] || "status-list-partial";
    return list.until !== null && at >= list.until && !FINAL.has(told) ? "status-list-stale" : told;
  }
  function reasonOfTime(mark, at) {
    if (mark.valid_until && at >= mark.valid_until.getTime()) return "expired";
    return mark.valid_from && at < mark.valid_from.getTime() ? "not-yet-valid" : null;
  }

  /* The whole. */
  function objection(key, mark, link, keySet, at) {
    if (key.role !== "credential") return "wrong-role";
    if (mark.issuer !== undefined && mark.issuer !== keySet.issuer) return "wrong-issuer";
    if (key.compromised_at !== undefined) return "key-compromised";
    if (!maySign(key, mark.issued_at.getTime())) return "key-out-of-period";
    if (mark.issued_at.getTime() > at + SKEW) return "issued-in-future";
    if (!link) return null;
    const differs = ["gtin", "lot", "serial"].some((name) => link[name] !== mark[name]) || link.variant !== undefined;
    if (differs || (link.number !== undefined && link.number !== mark.number)) return "link-mismatch";
    return keySet.hosts && keySet.hosts.length && !keySet.hosts.includes(link.host) ? "foreign-host" : null;
  }
  async function answer(scanned, keySet, lists, at) {
    const {data, link} = unwrap(scanned), envelope = readSigned(data, CREDENTIAL);
    const suite = SUITES[String(envelope.algorithm)];
    if (!SUPPORTED.has(suite)) refuse("unsupported-algorithm");
    const candidates = withKid(keySet, envelope.kid);
    if (!candidates.length) refuse("unknown-key");
    const fitting = candidates.filter((key) => key.crv === suite);
    if (!fitting.length) refuse("algorithm-mismatch");
    const key = await signedBy(envelope, fitting);
    if (!key) refuse("bad-signature");
    const mark = readClaims(envelope.payload), refused = objection(key, mark, link, keySet, at);
    if (refused) refuse(refused);
    const list = lists.find((one) => one.number === (mark.status_list || 0)) || null;
    const told = list ? reasonOfList(mark, keySet, list, at) : lists.length ? "status-list-mismatch" : "status-unknown";
    const reason = (FINAL.has(told) ? null : reasonOfTime(mark, at)) || told;
    return {reason, mark, asOf: list && STATES.includes(told) ? list.issuedAt : at};
  }
  async function verify(scanned, keySet, lists, at) {
    try {
      return await answer(scanned, keySet, lists, at);
    } catch (fault) {
      return {reason: fault instanceof Refused ? fault.reason : "malformed", mark: null, asOf: at};
    }
  }
  globalThis.PinzhangVerifier = {verify, readStatusList, base64url};
})();
