// The page of the phones. All its data comes from the simulator that served it. Foreign text is set
// as text and never as markup. The key comes from the fragment of the address, which the browser
// doesn't send.

const remembered = 50; // finished requests that are listed

const key = new URLSearchParams(location.hash.slice(1)).get("key") ?? "";
const words = await (await fetch("/phone/words.json")).json();

let language = document.documentElement.lang;
let about = null;
let scenario = "";
let requests = new Map(); // by id, oldest first
let chosen = ""; // the id of the request on the phone
let ahead = 0; // the simulator's clock minus ours, in milliseconds
let trouble = "";

const element = (id) => document.getElementById(id);

function make(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

// say looks up a text and fills in its placeholders in braces.
function say(name, values = {}) {
  const text = words[language].texts[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, field) => values[field] ?? "");
}

function sayScenario(name) {
  const [title, sentence] = words[language].scenarios[name] ?? [name, ""];
  return { title, sentence };
}

// sayMatch says how the broker answered when it was asked about the CPR number.
function sayMatch(request) {
  return request.match && say("match." + request.match);
}

function call(path, body) {
  return fetch(path, {
    method: body ? "POST" : "GET",
    headers: { Authorization: `Bearer ${key}`, ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
}

// Events on the page.

function setLanguage(next) {
  language = next;
  document.documentElement.lang = next;
  document.title = say("title");
  for (const labelled of document.querySelectorAll("[data-text]")) labelled.textContent = say(labelled.dataset.text);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", button.dataset.language === next);
  }
  drawAbout();
  draw();
}

async function decide(path) {
  const id = chosen;
  try {
    const answer = await call(path, { id });
    // Too late is not an error: the phone shows how it ended.
    if (!answer.ok && ![404, 409].includes(answer.status)) fail("trouble.refused");
  } catch {
    fail("trouble.gone");
  }
}

async function pickScenario(name) {
  try {
    const answer = await call("/phone/scenario", { scenario: name });
    if (!answer.ok) fail("trouble.refused");
  } catch {
    fail("trouble.gone");
  }
}

function fail(name) {
  trouble = name;
  draw();
}

// Events from the simulator.

function learn({ now, state }) {
  ahead = Date.parse(now) - Date.now();
  trouble = "";
  scenario = state.scenario;
  for (const request of state.requests) {
    const before = requests.get(request.id);
    requests.set(request.id, request);
    if (before?.state !== request.state || before.match !== request.match) announce(request);
  }
  forget(new Set(state.requests.map((request) => request.id)));
  choose();
  draw();
}

// forget keeps the list short. A waiting request that is no longer reported ended with its simulator.
function forget(told) {
  for (const [id, request] of requests) {
    if (!told.has(id) && (request.state === "shown" || requests.size > remembered)) requests.delete(id);
  }
}

// choose puts the newest waiting request on the phone, but never replaces one that the user may be
// about to answer.
function choose() {
  if (requests.get(chosen)?.state === "shown") return;
  const waiting = [...requests.values()].filter((request) => request.state === "shown");
  if (waiting.length) chosen = waiting.at(-1).id;
  else if (!requests.has(chosen)) chosen = [...requests.keys()].at(-1) ?? "";
}

function announce(request) {
  element("news").textContent = `${request.person}: ${say("state." + request.state)}. ${sayMatch(request)} ${request.text}`;
}

// Drawing.

function draw() {
  element("trouble").hidden = !trouble;
  element("trouble").textContent = trouble && say(trouble);
  drawPhone();
  drawScenario();
  drawRequests();
}

function drawPhone() {
  const request = requests.get(chosen);
  const waits = request?.state === "shown";
  element("phone").classList.toggle("empty", !request);
  element("organisation").textContent = request?.organisation ?? "";
  element("ask").textContent = !request ? say("phone.none") : waits ? say("phone.ask", request) : say("state." + request.state);
  element("text").textContent = request?.text ?? "";
  element("text").hidden = !request;
  element("whose").textContent = request ? say("phone.whose", request) : say("phone.hint");
  element("match").textContent = request ? sayMatch(request) : "";
  element("match").hidden = !request?.match;
  element("approve").parentElement.hidden = !waits;
  element("approve").disabled = element("refuse").disabled = Boolean(trouble);
  drawLeft();
}

function drawLeft() {
  const request = requests.get(chosen);
  const seconds = request?.state === "shown" ? Math.max(0, Math.ceil((Date.parse(request.expires) - Date.now() - ahead) / 1000)) : -1;
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const text = seconds < 0 ? "" : say("phone.left", { time });
  if (element("left").textContent !== text) element("left").textContent = text;
}

function drawScenario() {
  const select = element("scenario");
  select.disabled = !about || !scenario || Boolean(trouble);
  if (scenario && select.value !== scenario) select.value = scenario;
  element("sentence").textContent = scenario && sayScenario(scenario).sentence;
}

function drawRequests() {
  element("no-requests").hidden = requests.size > 0;
  const focused = document.activeElement?.dataset?.request;
  const rows = [...requests.values()].reverse().map((request) => {
    const item = document.createElement("li");
    const row = make("button", "row", "");
    row.type = "button";
    row.dataset.request = request.id;
    row.setAttribute("aria-pressed", request.id === chosen);
    row.append(
      make("time", "", new Date(request.received).toLocaleTimeString(language === "en" ? "en-GB" : language)),
      make("span", "who", request.person),
      make("span", "state " + request.state, say("state." + request.state)),
      make("span", "what", request.text),
      make("span", "what", sayMatch(request)),
    );
    item.append(row);
    return item;
  });
  element("requests").replaceChildren(...rows);
  if (focused) element("requests").querySelector(`[data-request="${CSS.escape(focused)}"]`)?.focus();
}

function drawAbout() {
  if (!about) return;
  element("issuer").textContent = about.issuer;
  element("client-id").textContent = about.clientId;
  element("people").replaceChildren(...about.people.flatMap((p) => [make("dt", "", p.name), make("dd", "code", p.uuid), ...(p.cpr ? [make("dd", "code", p.cpr)] : [])]));
  element("curl").replaceChildren(...about.curl.map((line) => make("pre", "code", line)));
  const groups = new Map();
  for (const { name, group } of about.scenarios) {
    if (!groups.has(group)) {
      const made = document.createElement("optgroup");
      made.label = say("group." + group);
      groups.set(group, made);
    }
    const option = make("option", "", sayScenario(name).title);
    option.value = name;
    groups.get(group).append(option);
  }
  element("scenario").replaceChildren(...groups.values());
  element("scenario").value = scenario;
}

// The connection. A stream is read with fetch, because EventSource can't send the key.

async function follow() {
  const answer = await call("/phone/live");
  if (answer.status === 503) return fail("trouble.pages");
  if (!answer.ok) return fail("trouble.key");
  if (!about) {
    about = await (await call("/phone/about")).json();
    drawAbout();
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = "";;) {
    const { value, done } = await reader.read();
    if (done) return fail("trouble.gone");
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      if (event.startsWith("data: ")) learn(JSON.parse(event.slice("data: ".length)));
    }
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => setLanguage(button.dataset.language));
}
element("approve").addEventListener("click", () => decide("/phone/approve"));
element("refuse").addEventListener("click", () => decide("/phone/refuse"));
element("scenario").addEventListener("change", (event) => pickScenario(event.target.value));
element("requests").addEventListener("click", (event) => {
  const row = event.target.closest("[data-request]");
  if (!row) return;
  chosen = row.dataset.request;
  draw();
});
// Another key in the address belongs to another simulator, or corrects a typing mistake.
addEventListener("hashchange", () => location.reload());
setInterval(drawLeft, 1000);
setLanguage(language);

async function stayConnected() {
  for (;;) {
    await follow().catch(() => fail("trouble.gone"));
    await pause(2000);
  }
}

if (key) stayConnected();
else fail("trouble.nokey");
