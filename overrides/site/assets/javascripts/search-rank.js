/* Ranks the clauses of a site for what a reader types. MiniSearch counts (BM25+, prefixes, typing errors); here stands what a question
   is made of: words that carry weight, words that mean the same, and the sentence that answers best. */
(function () {
  "use strict";

  // -- Words -----------------------------------------------------------------------------------------------------------------------------

  // Words of a question that say nothing of what it is about.
  const STOP_WORDS = new Set(
    ("a about am an and any are as ask at be been being but by can cannot could did do does done doing find for found from get gets getting give given go got had " +
      "happen happens has have having he her here hers him his how i if in into is it its just keep let may me might must my need needed no not of off on or our ought out " +
      "know please shall she should so some somebody someone something than that the their them then there these they thing things this those to too us use used " +
      "using want was we were what whats when where which while who whom whose why will with without would yes you your allowed allow okay ok permitted")
      .split(" ")
  );

  function wordsOf(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/['\u2018\u2019]/g, "")
      .replace(/\b(wi|e|on|co|re)-(?=[a-z])/g, "$1").match(/[\p{L}\p{N}]+/gu) || [];
  }

  const CONSONANTS = "[^aeiou][^aeiouy]*", VOWELS = "[aeiouy][aeiou]*";
  const MEASURE_0 = new RegExp("^(?:" + CONSONANTS + ")?" + VOWELS + CONSONANTS);
  const MEASURE_IS_1 = new RegExp("^(?:" + CONSONANTS + ")?" + VOWELS + CONSONANTS + "(?:" + VOWELS + ")?$");
  const MEASURE_1 = new RegExp("^(?:" + CONSONANTS + ")?(?:" + VOWELS + CONSONANTS + "){2}");
  const HAS_VOWEL = new RegExp("^(?:" + CONSONANTS + ")?[aeiouy]");
  const SHORT = new RegExp("^" + CONSONANTS + "[aeiouy][^aeiouwxy]$");
  const STEP_2 = { ational: "ate", tional: "tion", enci: "ence", anci: "ance", izer: "ize", iser: "ise", bli: "ble", alli: "al", entli: "ent", eli: "e",
    ousli: "ous", ization: "ize", isation: "ise", ation: "ate", ator: "ate", alism: "al", iveness: "ive", fulness: "ful", ousness: "ous", aliti: "al",
    iviti: "ive", biliti: "ble", logi: "log" };
  const STEP_3 = { icate: "ic", ative: "", alize: "al", alise: "al", iciti: "ic", ical: "ic", ful: "", ness: "" };
  const STEP_4 = /^(.+?)(al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize|ise)$/;
  const ENDING_2 = new RegExp("^(.+?)(" + Object.keys(STEP_2).join("|") + ")$");
  const ENDING_3 = new RegExp("^(.+?)(" + Object.keys(STEP_3).join("|") + ")$");

  const stems = new Map();

  function stemOf(word) {
    let stem = stems.get(word);
    if (stem === undefined) {
      stem = suffixStripped(word);
      stems.set(word, stem);
    }
    return stem;
  }

  /* The Porter stemmer (M. F. Porter, An algorithm for suffix stripping, Program 14, 1980), with British endings. */
  function suffixStripped(word) {
    if (word.length < 3 || /\d/.test(word)) return word;
    let stem = word.replace(/(ss|i)es$/, "$1").replace(/([^s])s$/, "$1"), part;
    if ((part = /^(.+?)eed$/.exec(stem))) {
      if (MEASURE_0.test(part[1])) stem = stem.slice(0, -1);
    } else if ((part = /^(.+?)(ed|ing)$/.exec(stem)) && HAS_VOWEL.test(part[1])) {
      stem = part[1];
      if (/(at|bl|iz|is)$/.test(stem)) stem += "e";
      else if (/([^aeiouylsz])\1$/.test(stem)) stem = stem.slice(0, -1);
      else if (MEASURE_IS_1.test(stem) && SHORT.test(stem)) stem += "e";
    }
    if ((part = /^(.+?)y$/.exec(stem)) && HAS_VOWEL.test(part[1])) stem = part[1] + "i";
    if ((part = ENDING_2.exec(stem)) && MEASURE_0.test(part[1])) stem = part[1] + STEP_2[part[2]];
    if ((part = ENDING_3.exec(stem)) && MEASURE_0.test(part[1])) stem = part[1] + STEP_3[part[2]];
    if ((part = STEP_4.exec(stem)) && MEASURE_1.test(part[1])) stem = part[1];
    else if ((part = /^(.+?[st])ion$/.exec(stem)) && MEASURE_1.test(part[1])) stem = part[1];
    if ((part = /^(.+?)e$/.exec(stem)) && (MEASURE_1.test(part[1]) || (MEASURE_IS_1.test(part[1]) && !SHORT.test(part[1])))) stem = part[1];
    if (/ll$/.test(stem) && MEASURE_1.test(stem)) stem = stem.slice(0, -1);
    return stem;
  }

  // -- Words that mean the same ------------------------------------------------------------------------------------------------------------

  /* Phrases by their stems, each with the number of its meaning, and the length of the longest phrase by its first stem. Groups that
     share a phrase are one (union-find). */
  function meaningsOf(groups) {
    const parents = [], meanings = new Map();
    const rootOf = function (group) { return parents[group] === group ? group : (parents[group] = rootOf(parents[group])); };
    groups.forEach(function (phrases, group) {
      parents.push(group);
      phrases.forEach(function (phrase) {
        const key = wordsOf(phrase).map(stemOf).join(" ");
        if (!key) return;
        if (meanings.has(key)) parents[rootOf(group)] = rootOf(meanings.get(key));
        else meanings.set(key, group);
      });
    });
    const longest = new Map();
    meanings.forEach(function (group, key) {
      const words = key.split(" ");
      meanings.set(key, rootOf(group));
      longest.set(words[0], Math.max(longest.get(words[0]) || 0, words.length));
    });
    return { byPhrase: meanings, longest: longest };
  }

  /* The phrases in a row of stems that have a meaning, the longest first: each as its place, its length and its meaning. */
  function phrasesIn(stems, meanings) {
    const phrases = [];
    for (let start = 0; start < stems.length; start++) {
      for (let length = Math.min(meanings.longest.get(stems[start]) || 0, stems.length - start); length > 0; length--) {
        const meaning = meanings.byPhrase.get(stems.slice(start, start + length).join(" "));
        if (meaning === undefined) continue;
        phrases.push({ start: start, length: length, meaning: "~" + meaning });
        start += length - 1;
        break;
      }
    }
    return phrases;
  }

  // -- The index ---------------------------------------------------------------------------------------------------------------------------

  const BOOSTS = { title: 4, also: 4, section: 1, policy: 0.6, text: 1 };
  const FIELDS = Object.keys(BOOSTS);
  const WEIGHTS = { clause: 1, section: 0.6, page: 0.9, dos: 0.8, donts: 0.8, note: 0.7, quotation: 0.4, "adopter-note": 0.6 };
  const SAME_MEANING = 0.75, BY_PREFIX = 0.6, INSIDE_PHRASE = 0.35, NAMED = 2, OTHER_ORDER = 0.85;

  function open(index, groups, MiniSearch) {
    const meanings = meaningsOf(groups.concat(index.words));
    const vocabulary = new Set(), wholeWords = new Set();
    const places = [];
    index.pages.forEach(function (page) {
      page.places.forEach(function (place) {
        const [anchor, number, title, section, kind, passages, also] = place;
        places.push({
          id: places.length, href: page.href + (anchor ? "#" + anchor : ""), anchor: anchor, number: number, title: title, section: section,
          kind: kind, policy: page.title, passages: passages, also: also.join(". "),
          text: passages.map(function (passage) { return passage[0]; }).join(" . "),
          names: also.concat(title).map(meaningsIn),
        });
      });
    });

    function meaningsIn(text) {
      return meaningsOfStems(wordsOf(text).map(stemOf));
    }

    /* What a row of stems means, in its order: for each phrase its meaning, for any other word that carries weight its stem. */
    function meaningsOfStems(stems) {
      const phrases = new Map(phrasesIn(stems, meanings).map(function (phrase) { return [phrase.start, phrase]; }));
      const row = [];
      for (let index = 0; index < stems.length; index++) {
        const phrase = phrases.get(index);
        if (phrase && !(phrase.length === 1 && STOP_WORDS.has(stems[index]))) {
          row.push(phrase.meaning);
          index += phrase.length - 1;
        } else if (!STOP_WORDS.has(stems[index])) row.push(stems[index]);
      }
      return row;
    }

    function termsOf(text) {
      const words = wordsOf(text), stems = words.map(stemOf);
      words.forEach(function (word, index) {
        wholeWords.add(word);
        vocabulary.add(stems[index]);
      });
      return stems.filter(function (stem) { return !STOP_WORDS.has(stem); })
        .concat(phrasesIn(stems, meanings).map(function (phrase) { return phrase.meaning; }));
    }

    const search = new MiniSearch({ fields: FIELDS, tokenize: termsOf, processTerm: function (term) { return term; } });
    search.addAll(places);
    meanings.byPhrase.forEach(function (_, phrase) { phrase.split(" ").forEach(function (word) { vocabulary.add(word); }); });
    const spelling = new MiniSearch({ fields: ["word"], idField: "word", processTerm: function (term) { return term; } });
    groups.concat(index.words).flat().map(wordsOf).flat().forEach(function (word) { wholeWords.add(word); });
    vocabulary.forEach(function (stem) { wholeWords.add(stem); });
    spelling.addAll([...wholeWords].filter(function (word) { return word.length > 3; }).map(function (word) { return { word: word }; }));

    /* The stem of the word of the library that a mistyped one stands for, or its own: two letters in each other's place, then one letter too
       many, too few or wrong, then two of them. */
    function spelt(word) {
      const stem = stemOf(word);
      if (vocabulary.has(stem) || word.length < 4) return stem;
      for (let index = 0; index + 1 < word.length; index++) {
        const swapped = stemOf(word.slice(0, index) + word[index + 1] + word[index] + word.slice(index + 2));
        if (vocabulary.has(swapped)) return swapped;
      }
      const nearest = nearestTo(word, 1) || (word.length > 6 && nearestTo(word, 2));
      return nearest ? stemOf(nearest) : stem;
    }

    function nearestTo(word, edits) {
      const nearest = word.length > 3 && spelling.search(word, { fuzzy: edits })[0];
      return nearest && nearest.id;
    }

    /* The words of a question: two that the library writes as one are joined, one that it writes as two is parted. */
    function questionOf(typed) {
      const words = wordsOf(typed), question = [];
      for (let index = 0; index < words.length; index++) {
        const word = words[index], next = words[index + 1];
        if (next && !/^\d+$/.test(word + next) && vocabulary.has(stemOf(word + next))) {
          question.push(word + next);
          index++;
          continue;
        }
        const cut = vocabulary.has(stemOf(word)) || nearestTo(word, 1) ? 0 : cutOf(word);
        if (cut) question.push(word.slice(0, cut), word.slice(cut));
        else question.push(word);
      }
      return question;
    }

    function cutOf(word) {
      for (let cut = 3; cut <= word.length - 3; cut++) {
        if (vocabulary.has(stemOf(word.slice(0, cut))) && vocabulary.has(stemOf(word.slice(cut)))) return cut;
      }
      return 0;
    }

    /* The units of a question: phrases with a meaning, and the words that carry weight. Each is a list of terms with weights: the one that
       fits a place best counts, and those that stand `beside` it are added. */
    function unitsOf(question, isTyping) {
      const last = question.length - 1;
      const isUnfinished = isTyping && last >= 0 && startsSome(question[last]);
      const stems = question.map(function (word, index) { return isUnfinished && index === last ? stemOf(word) : spelt(word); });
      const isWeighty = stems.map(function (stem, index) { return !STOP_WORDS.has(question[index]) && !STOP_WORDS.has(stem); });
      const units = [], unitsByWord = new Map();

      function add(terms, start, length) {
        units.push(terms);
        for (let index = start; index < start + length; index++) unitsByWord.set(index, terms);
      }

      phrasesIn(stems, meanings).forEach(function (phrase) {
        const isWord = phrase.length === 1, terms = [{ term: phrase.meaning, weight: SAME_MEANING }];
        if (isWord && !isWeighty[phrase.start]) return;
        for (let index = phrase.start; index < phrase.start + phrase.length; index++) {
          if (isWeighty[index]) terms.push({ term: stems[index], weight: isWord ? 1 : INSIDE_PHRASE, beside: !isWord });
        }
        add(terms, phrase.start, phrase.length);
      });
      stems.forEach(function (stem, index) {
        if (isWeighty[index] && !unitsByWord.has(index)) add([{ term: stem, weight: 1 }], index, 1);
      });
      // The word that is being typed may be the beginning of a longer one.
      if (isTyping && unitsByWord.has(last) && question[last].length > 1) {
        unitsByWord.get(last).push({ term: question[last], weight: BY_PREFIX, isPrefix: true });
      }
      return units;
    }

    function startsSome(word) {
      for (const known of vocabulary) if (known.startsWith(word)) return true;
      return false;
    }

    /* What each place scores for a unit: the term that fits it best, and, for a phrase, each of its words beside that. */
    function scoresOf(terms) {
      const best = new Map(), beside = new Map();
      terms.forEach(function (asked) {
        const options = { boost: BOOSTS, tokenize: function (term) { return [term]; }, prefix: Boolean(asked.isPrefix) };
        search.search(asked.term, options).forEach(function (hit) {
          const score = hit.score * asked.weight;
          if (asked.beside) beside.set(hit.id, (beside.get(hit.id) || 0) + score);
          else best.set(hit.id, Math.max(best.get(hit.id) || 0, score));
        });
      });
      beside.forEach(function (score, id) { best.set(id, (best.get(id) || 0) + score); });
      return best;
    }

    /* How far the words that its author gives a place, or its title, mean what was typed: 1 where one of them is the whole question. Who
       does what to whom hangs on the order, so another order counts less. */
    function fitOf(place, asked) {
      let best = 0;
      place.names.forEach(function (name) {
        const places = name.map(function (meaning) { return asked.indexOf(meaning); });
        if (!name.length || places.includes(-1)) return;
        const isInOrder = places.every(function (place, index) { return index === 0 || place > places[index - 1]; });
        best = Math.max(best, (name.length / asked.length) * (isInOrder ? 1 : OTHER_ORDER));
      });
      return best;
    }

    /* The best places for what was typed, one for each clause, the best first. */
    function find(typed, most) {
      const question = questionOf(typed);
      const units = unitsOf(question, /[\p{L}\p{N}]$/u.test(typed)).map(function (terms) {
        const scores = scoresOf(terms);
        return { terms: terms, scores: scores, rarity: Math.log(1 + places.length / (1 + scores.size)) };
      });
      const asked = meaningsOfStems(question.map(spelt));
      const whole = units.reduce(function (sum, unit) { return sum + unit.rarity; }, 0);
      const totals = new Map();
      units.forEach(function (unit) {
        unit.scores.forEach(function (score, id) {
          const total = totals.get(id) || { score: 0, share: 0 };
          totals.set(id, { score: total.score + score, share: total.share + unit.rarity / whole });
        });
      });
      const ranked = [...totals].map(function ([id, total]) {
        const place = places[id];
        const fit = 1 + NAMED * fitOf(place, asked);
        return { place: place, score: total.score * Math.pow(total.share, 1.2) * fit * (WEIGHTS[place.kind] || 1) };
      }).sort(function (first, second) { return second.score - first.score || first.place.id - second.place.id; });
      const seen = new Set(), results = [], terms = weightsOf(units);
      for (const hit of ranked) {
        const key = hit.place.anchor ? hit.place.anchor + " " + hit.place.title : hit.place.href;
        if (seen.has(key)) continue;
        seen.add(key);
        results.push({ place: hit.place, title: marked(hit.place.title, terms), sentence: sentenceFor(hit.place, terms) });
        if (results.length === most) break;
      }
      return results;
    }

    /* What each term of a question weighs. */
    function weightsOf(units) {
      const terms = new Map();
      units.forEach(function (unit) {
        unit.terms.forEach(function (asked) {
          terms.set(asked.term, Math.max(terms.get(asked.term) || 0, unit.rarity * asked.weight));
        });
      });
      return terms;
    }

    /* The sentence of a place that answers best, as pieces: each a text, and whether it was asked for. An item of a list stands after the
       words that lead to it. */
    function sentenceFor(place, terms) {
      let best = null, most = -1;
      place.passages.forEach(function (passage) {
        let score = 0;
        new Set(termsOf(passage[0])).forEach(function (term) { score += terms.get(term) || 0; });
        if (score > most) {
          best = passage;
          most = score;
        }
      });
      if (!best) return [];
      const lead = best.length > 1 ? place.passages[best[1]][0] + " " : "";
      return marked(lead + best[0], terms);
    }

    function marked(text, terms) {
      const pieces = [];
      let start = 0;
      for (const match of text.matchAll(/[\p{L}\p{N}\u2019'-]+/gu)) {
        const stems = wordsOf(match[0]).map(stemOf);
        const isAsked = stems.some(function (stem) {
          return terms.has(stem) || (meanings.byPhrase.has(stem) && terms.has("~" + meanings.byPhrase.get(stem)));
        });
        if (!isAsked) continue;
        if (match.index > start) pieces.push([text.slice(start, match.index), false]);
        pieces.push([match[0], true]);
        start = match.index + match[0].length;
      }
      if (start < text.length) pieces.push([text.slice(start), false]);
      return pieces;
    }

    return { find: find };
  }

  window.policyRank = { open: open };
})();
