/* The search box in the header and the one on a home page: a combobox with a list of clauses (WAI-ARIA Authoring Practices, combobox with
   list autocomplete). The index and what ranks it are fetched once a reader turns to a box, as scripts, which also works from disk. */
(function () {
  "use strict";

  const MOST = 12;
  const assets = new URL(".", document.currentScript.src);
  const home = window.__md_scope;
  const toggle = document.getElementById("__search");
  let ready = null;

  function load(address) {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  function open() {
    ready = ready || Promise.all([
      load(new URL("minisearch.min.js", assets)), load(new URL("search-words.js", assets)), load(new URL("search-rank.js", assets)),
      load(new URL("search/index.js", home)),
    ]).then(function () { return window.policyRank.open(window.policySearch, window.policyWords, window.MiniSearch); });
    return ready;
  }

  function part(name, className, text) {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function optionFor(result, id) {
    const place = result.place, option = part("a", "found");
    option.id = id;
    option.href = new URL(place.href, home);
    option.tabIndex = -1;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(withMarks("found__title", result.title));
    // A clause without a number is named by the section that it stands in.
    const within = place.number || (place.section !== place.title && place.section);
    if (place.title !== place.policy) option.append(part("span", "found__place", place.policy + (within ? ", " + within : "")));
    option.append(withMarks("found__sentence", result.sentence));
    return option;
  }

  function withMarks(className, pieces) {
    const line = part("span", className);
    pieces.forEach(function (piece) { line.append(piece[1] ? part("mark", "", piece[0]) : piece[0]); });
    return line;
  }

  function attend(box, number) {
    const input = box.querySelector("[role=combobox]");
    const list = box.querySelector("[role=listbox]");
    const status = box.querySelector("[role=status]");
    const form = box.querySelector("form");
    const isInHeader = Boolean(toggle) && toggle.parentElement.contains(box) && Boolean(box.closest(".md-header"));
    let options = [], active = -1;

    function choose(index) {
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = index;
      if (!options[active]) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    }

    function show(results) {
      options = results.map(function (result, index) { return optionFor(result, list.id + "-" + index); });
      list.replaceChildren(...options);
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      choose(-1);
      stayOpen();
    }

    // Material closes the header's search shortly after a page has loaded, also under the hands of a fast reader.
    function stayOpen() {
      if (options.length && document.activeElement === input) setOpen(true);
    }

    function look() {
      const typed = input.value;
      if (!typed.trim()) {
        show([]);
        status.textContent = "";
        return;
      }
      open().then(function (rank) {
        if (input.value !== typed) return;
        const results = rank.find(typed, MOST);
        show(results);
        status.textContent = !results.length ? "Nothing found. Try another word." :
          results.length === 1 ? "1 place found" : results.length === MOST ? "The best " + MOST + " places" : results.length + " places found";
      }, function () { status.textContent = "The search could not be loaded."; });
    }

    // Material locks the page while the header's search is open, and hears of it by the click.
    function setOpen(isOpen) {
      if (isInHeader && toggle.checked !== isOpen) toggle.click();
    }

    function close() {
      show([]);
      status.textContent = "";
      setOpen(false);
    }

    input.addEventListener("focus", function () {
      open().catch(function () { ready = null; });
      setOpen(true);
      look();
    });
    input.addEventListener("input", look);
    input.addEventListener("keydown", function (event) {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps && options.length) {
        event.preventDefault();
        const next = active + steps[event.key];
        choose(next < -1 ? options.length - 1 : next >= options.length ? -1 : next);
      } else if (event.key === "Enter") {
        event.preventDefault();
        const option = options[Math.max(active, 0)];
        if (option) option.click();
      } else if (event.key === "Escape") {
        event.preventDefault();
        input.value = "";
        close();
        if (isInHeader) input.blur();
      }
    });
    list.addEventListener("click", function (event) {
      const option = event.target.closest("[role=option]");
      if (option && !(event.ctrlKey || event.metaKey || event.shiftKey)) setTimeout(close);
    });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(function () { look(); input.focus(); }); });
    box.addEventListener("focusout", function (event) {
      // What a reader presses in the list takes the focus off the box before it is clicked.
      if (event.relatedTarget && !box.contains(event.relatedTarget)) close();
    });
    if (isInHeader) {
      toggle.addEventListener("change", function () {
        if (toggle.checked) input.focus();
        else setTimeout(stayOpen);
      });
    }
    list.id = "found-" + number;
    input.setAttribute("aria-controls", list.id);
    box.hidden = false;
  }

  document.querySelectorAll("[data-search]").forEach(attend);
})();
