/* Moves what is scheduled by dragging and by keys. Without it there is a form for each. */
const words = document.querySelector("[data-calendar-words]")?.dataset;
const live = document.querySelector("[data-calendar-live]");
const hint = document.querySelector("[data-calendar-hint]");
const DAY = 24 * 60;
const STEPS = { ArrowLeft: -DAY, ArrowRight: DAY, ArrowUp: -7 * DAY, ArrowDown: 7 * DAY };
const HOURS = { ArrowUp: -60, ArrowDown: 60 };

/* What is being moved by keys, and to where: the time is one on the clocks of the site. */
let held = null;
let dragged = null;

const calendar = () => document.querySelector("[data-calendar]");
const said = (text, values) => text.replace(/{(\w+)}/g, (_match, name) => values[name] ?? "");

function say(text) {
    live.textContent = text;
}

function show(text, url) {
    hint.replaceChildren(text);
    if (url) {
        const link = document.createElement("a");
        link.href = url;
        link.textContent = words.form;
        hint.append(" ", link);
    }
    hint.hidden = !text;
}

function naive(item) {
    return new Date(`${item.dataset.day}T${item.dataset.time}Z`);
}

const dayOf = (moment) => moment.toISOString().slice(0, 10);
const timeOf = (moment, item) =>
    moment.toISOString().slice(11, 16) + item.dataset.time.slice(5);

function told(moment) {
    const cell = document.querySelector(`[data-date="${dayOf(moment)}"]`);
    const day = cell?.dataset.dayName ?? moment.toLocaleDateString(document.documentElement.lang || "en", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    return `${day}, ${moment.toISOString().slice(11, 16)}`;
}

function mark(day) {
    document.querySelectorAll(".calendar-day--target").forEach((cell) => cell.classList.remove("calendar-day--target"));
    if (day) {
        document.querySelector(`[data-date="${day}"]`)?.classList.add("calendar-day--target");
    }
}

async function send(item, day, time) {
    const form = document.querySelector("[data-calendar-form]");
    const data = new FormData(form);
    data.set("revision", item.dataset.revision);
    data.set("seen", item.dataset.seen);
    data.set("date", day);
    data.set("time", time);
    const formUrl = `${item.dataset.move}?next=${encodeURIComponent(data.get("next"))}&date=${day}&time=${encodeURIComponent(time)}`;
    show(said(words.sending, { title: item.dataset.title }));
    try {
        const response = await fetch(item.dataset.move, {
            method: "POST",
            body: data,
            headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        if (response.status === 409) {
            const { message } = await response.json();
            show(message, formUrl);
            say(message);
            return;
        }
        if (!response.ok) {
            throw new Error(response.statusText);
        }
        replace(await response.text(), item.dataset.item);
    } catch {
        show(words.failed, formUrl);
        say(words.failed);
    }
}

function replace(html, key) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-calendar]");
    if (!fresh) {
        window.location.reload();
        return;
    }
    calendar().replaceWith(fresh);
    prepare();
    show("");
    say(fresh.querySelector("[data-calendar-said]")?.textContent ?? "");
    const handle = fresh.querySelector(`[data-item="${key}"] [data-calendar-handle]`);
    (handle ?? fresh.querySelector("#calendar-title"))?.focus();
}

function pickUp(item) {
    held = { item, moment: naive(item) };
    item.classList.add("calendar-item--held");
    item.querySelector("[data-calendar-handle]").setAttribute("aria-pressed", "true");
    const text = said(words.picked, { title: item.dataset.title, time: told(held.moment) });
    mark(item.dataset.day);
    show(text);
    say(text);
}

function putDown() {
    const { item } = held;
    item.classList.remove("calendar-item--held");
    item.querySelector("[data-calendar-handle]").setAttribute("aria-pressed", "false");
    mark(null);
    show("");
    held = null;
}

function leave() {
    say(said(words.left, { title: held.item.dataset.title }));
    putDown();
}

function step(minutes) {
    held.moment = new Date(held.moment.getTime() + minutes * 60_000);
    const text = said(words.at, { title: held.item.dataset.title, time: told(held.moment) });
    mark(dayOf(held.moment));
    show(text);
    say(text);
}

function drop() {
    const { item, moment } = held;
    if (moment.getTime() === naive(item).getTime()) {
        leave();
        return;
    }
    putDown();
    send(item, dayOf(moment), timeOf(moment, item));
}

document.addEventListener("click", (event) => {
    const handle = event.target.closest("[data-calendar-handle]");
    if (!handle) {
        return;
    }
    if (held) {
        drop();
    } else {
        pickUp(handle.closest("[data-item]"));
    }
});

document.addEventListener("keydown", (event) => {
    if (!held) {
        return;
    }
    const minutes = (event.shiftKey && HOURS[event.key]) || STEPS[event.key];
    if (minutes) {
        event.preventDefault();
        step(minutes);
    } else if (event.key === "Escape") {
        event.preventDefault();
        leave();
    }
});

document.addEventListener("focusout", (event) => {
    if (held?.item.contains(event.target)) {
        leave();
    }
});

document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-item]");
    if (!item) {
        return;
    }
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.title);
    item.classList.add("calendar-item--held");
});

document.addEventListener("dragover", (event) => {
    const cell = dragged && event.target.closest("[data-date]");
    if (cell) {
        event.preventDefault();
        mark(cell.dataset.date);
    }
});

document.addEventListener("drop", (event) => {
    const cell = dragged && event.target.closest("[data-date]");
    if (!cell) {
        return;
    }
    event.preventDefault();
    const item = dragged;
    if (cell.dataset.date !== item.dataset.day) {
        send(item, cell.dataset.date, item.dataset.time);
    }
});

document.addEventListener("dragend", () => {
    dragged?.classList.remove("calendar-item--held");
    dragged = null;
    mark(null);
});

function prepare() {
    for (const item of calendar().querySelectorAll("[data-item]")) {
        item.draggable = true;
        item.querySelector("[data-calendar-handle]").hidden = false;
        // A link is dragged by itself otherwise, and not what it stands in.
        item.querySelectorAll("a").forEach((link) => {
            link.draggable = false;
        });
    }
}

prepare();
