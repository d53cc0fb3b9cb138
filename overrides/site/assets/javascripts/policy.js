/* What a policy's page does beyond being read. Without this script every page still reads, links and prints. */
(function () {
  "use strict";

  // -- Permanent links: one for each clause and section, beside its heading --------------------------------------------------------------

  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    // Pages opened from disk or over plain http have no clipboard of their own.
    return new Promise(function (resolve, reject) {
      const field = document.createElement("textarea");
      field.value = text;
      field.className = "unseen";
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      done ? resolve() : reject(new Error("copy"));
    });
  }

  function tell(link, words) {
    said.textContent = words;
    link.dataset.said = words;
    link.classList.add("permalink--said");
    clearTimeout(link.timer);
    link.timer = setTimeout(function () {
      link.classList.remove("permalink--said");
      said.textContent = "";
    }, 4000);
  }

  function addPermalink(heading, id) {
    const line = document.createElement("div");
    const link = document.createElement("a");
    line.className = "headline";
    link.className = "permalink";
    link.href = "#" + id;
    link.setAttribute("aria-label", "Copy the link to " + heading.textContent.trim());
    link.title = "Copy the link";
    link.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.replaceState(null, "", link.href);
      copy(link.href).then(
        function () { tell(link, "Link copied"); },
        function () { tell(link, "The link is in the address bar"); }
      );
      link.focus();
    });
    heading.before(line);
    line.append(heading, link);
    if (citation) line.append(citationFor(heading));
  }

  // -- Citations: "Social media policy, September 2026, 4.1", for minutes and letters -------------------------------------------------------

  const citation = (document.querySelector("[data-citation]") || { dataset: {} }).dataset.citation;

  function citationFor(heading) {
    const button = document.createElement("button");
    const number = heading.querySelector(".number");
    const text = citation + ", " + (number || heading).textContent.trim();
    button.type = "button";
    button.className = "citation";
    button.textContent = "Cite";
    button.setAttribute("aria-label", "Copy the citation " + text);
    button.addEventListener("click", function () {
      copy(text).then(function () { said.textContent = "Copied: " + text; }, function () { said.textContent = text; });
      button.focus();
    });
    return button;
  }

  // -- One switch a page for the notes of the clauses ----------------------------------------------------------------------------------------

  function addSwitch(page) {
    const line = document.createElement("div");
    const button = document.createElement("button");
    function set(isOn) {
      page.classList.toggle("notes-off", !isOn);
      button.setAttribute("aria-pressed", String(isOn));
      page.querySelectorAll(".permalink").forEach(function (link) { link.tabIndex = isOn ? 0 : -1; });
    }
    line.className = "notes-switch furniture";
    button.type = "button";
    button.textContent = "Show sources, links and citations";
    button.addEventListener("click", function () { set(button.getAttribute("aria-pressed") === "false"); });
    line.append(button);
    const before = page.querySelector("ul.actions") || page.querySelector("h1");
    before.after(line);
    set(false);
  }

  document.querySelectorAll(".policy .clause[id]").forEach(function (clause) {
    const heading = clause.querySelector(":scope > :is(h2, h3, h4)");
    if (heading) addPermalink(heading, clause.id);
  });
  const noted = document.querySelector(".policy:has(.permalink)");
  if (noted) addSwitch(noted);

  // -- The contents of a narrow page, which stay in reach: they close when they have led somewhere, and by Escape ------------------------------

  const contents = document.querySelector("details.contents");
  if (contents) {
    contents.addEventListener("click", function (event) {
      if (event.target.closest("a")) contents.open = false;
    });
    contents.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !contents.open) return;
      contents.open = false;
      contents.querySelector("summary").focus();
    });
  }

  // -- Buttons for the drawer and the search ---------------------------------------------------------------------------------------------

  // Material opens both with a label for a hidden checkbox, which a keyboard cannot reach. The labels stay where no script runs.
  function buttonFor(name, label) {
    const toggle = document.getElementById("__" + name);
    const old = document.querySelector(".md-header__button[for=__" + name + "]");
    if (!toggle || !old) return null;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "md-header__button md-icon md-header__button--" + name;
    button.setAttribute("aria-label", label);
    button.append(...old.childNodes);
    button.addEventListener("click", function () { toggle.click(); });
    old.replaceWith(button);
    return button;
  }

  const drawer = document.getElementById("__drawer");
  const menu = buttonFor("drawer", "Menu");
  const side = document.querySelector(".md-sidebar--primary");
  if (drawer && menu && side) {
    side.id = side.id || "__side";
    menu.setAttribute("aria-controls", side.id);
    menu.setAttribute("aria-expanded", "false");
    const narrow = matchMedia("(max-width: 76.234375em)");
    drawer.addEventListener("change", function () {
      menu.setAttribute("aria-expanded", String(drawer.checked));
      if (drawer.checked && narrow.matches) requestAnimationFrame(function () { side.querySelector("a").focus(); });
    });
    side.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !drawer.checked) return;
      drawer.click();
      menu.focus();
    });
    // A reader who tabs out of the open drawer is back on the page: close it.
    side.addEventListener("focusout", function (event) {
      if (drawer.checked && event.relatedTarget && !side.contains(event.relatedTarget) && event.relatedTarget !== menu) drawer.click();
    });
  }
  buttonFor("search", "Search");

  // -- Version selector: Material adds it once it has fetched versions.json ----------------------------------------------------------------

  function finishVersions(versions) {
    const button = versions.querySelector(".md-version__current");
    function open(state) {
      versions.classList.toggle("md-version--open", state);
      button.setAttribute("aria-expanded", String(state));
    }
    const shown = button.textContent.trim().replace(/\s+/g, " ");
    button.setAttribute("aria-label", "Edition " + shown + ". Choose another");
    const current = button.firstChild.textContent.trim();
    versions.querySelectorAll("a").forEach(function (link) {
      if (link.firstChild.textContent.trim() === current) link.setAttribute("aria-current", "true");
    });
    open(false);
    button.addEventListener("click", function () { open(!versions.classList.contains("md-version--open")); });
    versions.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      open(false);
      button.focus();
    });
    versions.addEventListener("focusout", function (event) {
      if (!versions.contains(event.relatedTarget)) open(false);
    });
    document.addEventListener("click", function (event) {
      if (!versions.contains(event.target)) open(false);
    });
    versions.addEventListener("click", keepPage);
  }

  // Material keeps the page by a sitemap of whole addresses, which a site that may stand anywhere does not have. Asking costs less.
  function keepPage(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const base = new URL(JSON.parse(document.getElementById("__config").textContent).base + "/", location);
    const page = new URL(location.pathname.slice(base.pathname.length), link.href).href;
    fetch(page, { method: "HEAD" }).then(
      function (answer) { location.href = answer.ok ? page + location.hash : link.href; },
      function () { location.href = link.href; }
    );
  }

  const topic = document.querySelector(".md-header__topic");
  function findVersions() {
    const versions = topic.querySelector(".md-version");
    if (versions) finishVersions(versions);
    return versions;
  }
  if (topic && !findVersions()) {
    new MutationObserver(function (_, observer) {
      if (findVersions()) observer.disconnect();
    }).observe(topic, { childList: true });
  }

  // -- Tables -------------------------------------------------------------------------------------------------------------------------

  // Some browsers forget what a table is once its parts are laid out as a grid.
  const roles = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
  document.querySelectorAll(":is(.record, .definitions, .held) table").forEach(function (table) {
    for (const [name, role] of Object.entries(roles)) {
      (name === "table" ? [table] : table.querySelectorAll(name)).forEach(function (part) { part.setAttribute("role", role); });
    }
  });

  document.querySelectorAll(".matrix td").forEach(function (cell) {
    const answer = cell.textContent.trim().toLowerCase();
    if (answer === "yes" || answer === "no") cell.classList.add(answer);
  });

  // What scrolls must be reachable by keyboard, and only while it does scroll. Material puts the wrappers in later.
  function reachTables() {
    document.querySelectorAll(".md-typeset__scrollwrap").forEach(function (wrap, at) {
      if (wrap.scrollWidth > wrap.clientWidth + 1) {
        wrap.tabIndex = 0;
        wrap.setAttribute("role", "region");
        wrap.setAttribute("aria-label", "Table " + (at + 1) + ", scrolls sideways");
      } else {
        ["tabindex", "role", "aria-label"].forEach(function (name) { wrap.removeAttribute(name); });
      }
    });
  }
  addEventListener("load", reachTables);
  addEventListener("resize", reachTables);

  // -- What changed: filters, the two ways to see a text, and the way from change to change --------------------------------------------------

  const filters = document.querySelector(".change-filters");
  const tools = filters && filters.querySelector(".by-script");
  if (tools) {
    const page = filters.closest(".policy");
    const filtered = page.querySelectorAll("[data-changes]");
    const lines = page.querySelectorAll(".change-list > [data-changes]");
    const output = filters.querySelector("output");
    const selects = [...filters.querySelectorAll("select")];
    const onlyOpen = filters.querySelector("[name=only-open]");

    // A change is its effect, its kinds and whom it concerns, with bars between.
    function fits(change, wanted) {
      const [effect, kinds, audiences] = change.split("|").map(function (part) { return part.split(" "); });
      const has = { effect: effect, kind: kinds, audience: audiences };
      return wanted.every(function (select) { return (has[select.name] || []).includes(select.value); });
    }

    function filter() {
      const wanted = selects.filter(function (select) { return select.value; });
      const openAlone = Boolean(onlyOpen && onlyOpen.checked);
      filtered.forEach(function (it) {
        const isWanted = it.dataset.changes.split(";").some(function (change) { return fits(change, wanted); });
        it.hidden = !isWanted || (openAlone && !("open" in it.dataset));
      });
      const isWhole = wanted.length === 0 && !openAlone;
      page.querySelectorAll(".unchanged, .moved-away").forEach(function (it) { it.hidden = !isWhole; });
      page.querySelectorAll(".effect").forEach(function (it) { it.hidden = !it.querySelector("li:not([hidden])"); });
      const shown = [...lines].filter(function (line) { return !line.hidden; }).length;
      output.textContent = shown === lines.length ? "All " + shown + " changes are shown" : shown + " of " + lines.length + " changes are shown";
    }

    function view() {
      const sides = filters.querySelector("[name=change-view]:checked").value === "sides";
      page.classList.toggle("changes-as-sides", sides);
      page.querySelectorAll("details.sides").forEach(function (details) { details.open = sides; });
    }

    // A link to a change leads to it, whatever is filtered out.
    function follow() {
      const target = location.hash && document.getElementById(location.hash.slice(1));
      if (!target || !target.closest("[data-changes][hidden]")) return;
      selects.forEach(function (select) { select.value = ""; });
      if (onlyOpen) onlyOpen.checked = false;
      filter();
      target.scrollIntoView();
    }

    selects.forEach(function (select) { select.addEventListener("change", filter); });
    if (onlyOpen) onlyOpen.addEventListener("change", filter);
    filters.querySelectorAll("[name=change-view]").forEach(function (radio) { radio.addEventListener("change", view); });
    filters.addEventListener("reset", function () { setTimeout(function () { filter(); view(); }); });
    filters.addEventListener("submit", function (event) { event.preventDefault(); });
    addEventListener("hashchange", follow);
    tools.hidden = false;
    filter();
    view();
    follow();
    stepThrough(page, filters);
  }

  // Buttons and keys lead from one change of the text to the next, past those that are filtered out.
  function stepThrough(page, filters) {
    const steps = page.querySelector(".change-steps");
    const status = steps.querySelector("[role=status]");
    const buttons = [...steps.querySelectorAll("button")];
    const header = document.querySelector(".md-header");
    let jump = null;

    function shownChanges() {
      return [...page.querySelectorAll(".change:not([hidden]) .labels[id]")];
    }

    // The change that is being read: the one that was led to, else the last one that begins in the upper part of the window.
    function findCurrent(changes) {
      if (jump && jump.top === scrollY && changes.includes(jump.change)) return changes.indexOf(jump.change);
      const line = header.getBoundingClientRect().bottom + innerHeight / 4;
      return changes.filter(function (change) { return change.getBoundingClientRect().top <= line; }).length - 1;
    }

    function go(step, takesFocus) {
      const changes = shownChanges();
      const index = Math.min(Math.max(findCurrent(changes) + step, 0), changes.length - 1);
      const change = changes[index];
      if (!change) return;
      page.querySelectorAll(".change-current").forEach(function (it) { it.classList.remove("change-current"); });
      change.classList.add("change-current");
      change.scrollIntoView();
      if (takesFocus) {
        change.tabIndex = -1;
        change.focus({ preventScroll: true });
      }
      jump = { change: change, top: scrollY };
      status.textContent = change.querySelector("strong").textContent + " (" + (index + 1) + " of " + changes.length + ")";
    }

    buttons.forEach(function (button) {
      button.addEventListener("click", function () { go(Number(button.dataset.step), false); });
    });
    // A single key may be in the way of who speaks to the computer: it can be turned off (WCAG 2.2, 2.1.4).
    const keys = filters.querySelector("[name=change-keys]");
    const kept = "policy-change-keys";
    try { keys.checked = localStorage.getItem(kept) !== "off"; } catch { /* a page from disk may keep nothing */ }
    keys.addEventListener("change", function () {
      try { localStorage.setItem(kept, keys.checked ? "on" : "off"); } catch { /* then it holds for this page */ }
    });
    document.addEventListener("keydown", function (event) {
      const step = { n: 1, p: -1 }[event.key];
      const isTyping = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
      if (!step || !keys.checked || isTyping || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      event.preventDefault();
      go(step, true);
    });
    steps.hidden = false;
  }

  // -- What was in force on a day --------------------------------------------------------------------------------------------------------

  // The rows of the tables carry the days; no other data is needed. "?on=2026-03-12" asks at once, so that an answer can be sent on.
  function inWords(day) {
    return new Date(day + "T00:00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  }

  function versionOn(section, day) {
    return Array.from(section.querySelectorAll("tr[data-first]")).find(function (row) {
      return row.dataset.first <= day && (!row.dataset.last || day <= row.dataset.last);
    });
  }

  const ask = document.querySelector("form.ask-day");
  if (ask) {
    const field = ask.querySelector("input");
    const answer = document.querySelector(".said-day");
    const sections = document.querySelectorAll("section.held");
    const answerFor = function (day) {
      const heading = document.createElement("h2");
      const list = document.createElement("ul");
      heading.textContent = "On " + inWords(day);
      sections.forEach(function (section) {
        const row = versionOn(section, day);
        const item = document.createElement("li");
        const name = document.createElement("strong");
        name.textContent = section.dataset.policy;
        const until = row && row.dataset.last ? " to " + inWords(row.dataset.last) : "";
        const held = row ? "version of " + row.dataset.version + ", in force from " + inWords(row.dataset.first) + until : "no version was in force";
        item.append(name, ": " + held + ".");
        list.append(item);
        const whole = Date.parse(section.dataset.ends) - Date.parse(section.dataset.begins);
        const at = 100 * (Date.parse(day) - Date.parse(section.dataset.begins)) / whole;
        section.style.setProperty("--on", at + "%");
        section.classList.toggle("held--asked", at >= 0 && at <= 100);
      });
      answer.replaceChildren(heading, list);
    };
    ask.addEventListener("submit", function (event) {
      event.preventDefault();
      history.replaceState(null, "", "?on=" + field.value);
      answerFor(field.value);
    });
    ask.hidden = false;
    const asked = new URLSearchParams(location.search).get("on");
    if (asked && /^\d{4}-\d\d-\d\d$/.test(asked) && !isNaN(Date.parse(asked))) {
      field.value = asked;
      answerFor(asked);
    }
  }

  // -- Paper --------------------------------------------------------------------------------------------------------------------------

  document.querySelectorAll(".policy details > summary").forEach(function (summary) {
    summary.addEventListener("click", function () {
      summary.parentElement.toggleAttribute("data-opened", !summary.parentElement.open);
    });
  });
})();
