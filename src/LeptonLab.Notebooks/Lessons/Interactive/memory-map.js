// The memory map: a view of a row of numbers that buttons slice, turn and reverse, while the numbers stay where they are.
document.querySelectorAll(".lepton-memory-map:not([data-ready])").forEach(root => {
  root.dataset.ready = "true";
  const data = JSON.parse(root.dataset.figure);
  var first = { start: data.start, extents: data.extents, strides: data.strides, axes: data.axes, did: data.name };
  var steps = [first], chosen = 0, reading = null;

  function view() { return steps[steps.length - 1]; }
  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function button(text, title, act, enabled) {
    var made = element('button', '', text);
    made.type = 'button';
    made.title = title;
    made.setAttribute('aria-label', title);
    made.disabled = !enabled;
    made.dataset.key = title;
    made.addEventListener('click', function () { stop(); act(); draw(made.dataset.key); });
    return made;
  }
  function minus(number) { return String(number).replace('-', '−'); }

  // All elements in reading order: the last index runs fastest.
  function elements() {
    var v = view(), count = v.extents.reduce(function (a, b) { return a * b; }, 1), all = [];
    for (var e = 0; e < count; e++) {
      var index = [], rest = e, offset = v.start;
      for (var k = v.extents.length - 1; k >= 0; k--) {
        index[k] = rest % v.extents[k];
        rest = Math.floor(rest / v.extents[k]);
        offset += index[k] * v.strides[k];
      }
      all.push({ index: index, offset: offset });
    }
    return all;
  }
  function contiguous() {
    var v = view(), expected = 1;
    for (var k = v.extents.length - 1; k >= 0; k--) {
      if (v.extents[k] !== 1 && v.strides[k] !== expected) return false;
      expected *= v.extents[k];
    }
    return true;
  }

  function change(did, edit) {
    var v = view();
    var next = { start: v.start, extents: v.extents.slice(), strides: v.strides.slice(), axes: v.axes.slice(), did: did };
    edit(next);
    steps.push(next);
    chosen = 0;
  }
  function slice(k, from, length, step, text) {
    change(view().axes[k] + ' ' + text, function (n) {
      n.start += from * n.strides[k];
      n.extents[k] = length;
      n.strides[k] *= step;
    });
  }
  function exchange(a, b) {
    change(view().axes[a] + ' ↔ ' + view().axes[b], function (n) {
      [n.extents, n.strides, n.axes].forEach(function (list) { var kept = list[a]; list[a] = list[b]; list[b] = kept; });
    });
  }

  function axesTable() {
    var v = view(), table = element('table', 'axes'), head = element('tr');
    ['axis', 'extent', 'stride', 'change it'].forEach(function (text) { head.appendChild(element('th', '', text)); });
    table.appendChild(head);
    v.axes.forEach(function (name, k) {
      var row = element('tr'), n = v.extents[k], tools = element('td', 'tools');
      row.appendChild(element('th', '', name));
      row.appendChild(element('td', 'number', n));
      row.appendChild(element('td', 'number', minus(v.strides[k])));
      tools.appendChild(button('[1..]', 'leave out the first ' + name, function () { slice(k, 1, n - 1, 1, '[1..]'); }, n > 1));
      tools.appendChild(button('[..^1]', 'leave out the last ' + name, function () { slice(k, 0, n - 1, 1, '[..^1]'); }, n > 1));
      tools.appendChild(button('every 2nd', 'every second ' + name, function () { slice(k, 0, Math.ceil(n / 2), 2, 'every 2nd'); }, n > 2));
      tools.appendChild(button('reverse', 'reverse the ' + name + ' axis', function () { slice(k, n - 1, n, -1, 'reversed'); }, n > 1));
      row.appendChild(tools);
      table.appendChild(row);
    });
    return table;
  }
  function toolBar() {
    var v = view(), bar = element('div', 'tools');
    for (var a = 0; a < v.axes.length; a++) {
      for (var b = a + 1; b < v.axes.length; b++) (function (a, b) {
        var text = v.axes.length === 2 ? 'transpose' : v.axes[a] + ' ↔ ' + v.axes[b];
        bar.appendChild(button(text, 'exchange ' + v.axes[a] + ' and ' + v.axes[b], function () { exchange(a, b); }, true));
      })(a, b);
    }
    bar.appendChild(button('undo', 'undo the last change', function () { steps.pop(); chosen = 0; }, steps.length > 1));
    bar.appendChild(button('start again', 'show the whole tensor again', function () { steps = [first]; chosen = 0; }, steps.length > 1));
    bar.appendChild(button(reading ? 'stop' : '▶ read it', reading ? 'stop reading' : 'read the view from its first to its last element', read, true));
    return bar;
  }

  function hue(index, rank) { return rank === 0 ? 0 : index[0] % 6; }
  function grid(all) {
    var v = view(), rank = v.extents.length, place = element('div', 'grid');
    place.tabIndex = 0;
    place.setAttribute('role', 'group');
    place.setAttribute('aria-label', 'The view, shape ' + v.extents.join(' by ') + '. Arrow keys choose an element.');
    var columns = rank > 0 ? v.extents[rank - 1] : 1, rows = rank > 1 ? v.extents[rank - 2] : 1, blocks = rank > 2 ? v.extents[0] : 1, e = 0;
    for (var b = 0; b < blocks; b++) {
      var table = element('table', 'block');
      if (rank > 2) table.appendChild(element('caption', '', v.axes[0] + ' ' + b));
      for (var r = 0; r < rows; r++) {
        var row = element('tr');
        for (var c = 0; c < columns; c++, e++) row.appendChild(cell(all[e], e, rank));
        table.appendChild(row);
      }
      place.appendChild(table);
    }
    place.addEventListener('keydown', function (event) {
      var jump = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -columns * rows, PageDown: columns * rows }[event.key];
      if (event.key === 'Home') jump = -chosen;
      if (event.key === 'End') jump = all.length - 1 - chosen;
      if (jump === undefined || chosen + jump < 0 || chosen + jump >= all.length) return;
      event.preventDefault();
      stop();
      chosen += jump;
      draw('grid');
    });
    return place;
  }
  function cell(one, e, rank) {
    var made = element('td', 'h' + hue(one.index, rank) + (e === chosen ? ' chosen' : ''), data.labels[one.offset]);
    made.title = '[' + one.index.join(', ') + '] is at offset ' + one.offset;
    made.addEventListener('click', function () { stop(); chosen = e; draw('grid'); });
    return made;
  }
  function memory(all) {
    var strip = element('div', 'memory'), at = {}, rank = view().extents.length;
    all.forEach(function (one, e) { (at[one.offset] = at[one.offset] || []).push(e); });
    data.labels.forEach(function (label, offset) {
      var uses = at[offset], here = uses && uses.indexOf(chosen) >= 0;
      var box = element('div', 'number-box ' + (uses ? 'h' + hue(all[uses[0]].index, rank) : 'unused') + (here ? ' chosen' : ''));
      box.appendChild(element('span', 'read', when(uses)));
      box.appendChild(element('span', 'value', label));
      box.appendChild(element('span', 'offset', offset));
      if (uses) box.addEventListener('click', function () { stop(); chosen = uses[0]; draw('grid'); });
      strip.appendChild(box);
    });
    return strip;
  }
  // A number that the view shows several times is read several times.
  function when(uses) {
    if (!uses) return '\u00a0';
    if (uses.length === 1) return (uses[0] + 1) + '.';
    return uses.slice(0, 3).map(function (e) { return e + 1; }).join(' ') + (uses.length > 3 ? ' …' : '');
  }
  function formula(one) {
    var v = view(), letters = v.axes.map(function (name, k) { return one.index[k] + '·' + (v.strides[k] < 0 ? '(' + minus(v.strides[k]) + ')' : v.strides[k]); });
    return 'element [' + one.index.join(', ') + ']:  offset = ' + [v.start].concat(letters).join(' + ') + ' = ' + one.offset;
  }

  function stop() { if (reading) window.clearInterval(reading); reading = null; }
  function read() {
    if (reading) return;
    chosen = 0;
    reading = window.setInterval(function () {
      if (!document.body.contains(root) || chosen + 1 >= elements().length) stop();
      else chosen++;
      draw();
    }, 450);
  }

  // The element that had the focus has it again, though everything is drawn anew.
  function draw(focus) {
    if (!focus && root.contains(document.activeElement)) focus = document.activeElement.dataset.key || 'grid';
    var all = elements(), v = view();
    root.textContent = '';
    var said = steps.map(function (step) { return step.did; }).join('  →  ');
    root.appendChild(element('div', 'said', said));
    root.appendChild(toolBar());
    var both = element('div', 'both'), left = element('div');
    left.appendChild(axesTable());
    left.appendChild(element('div', 'start', 'start ' + v.start + ' · shape [' + v.extents.join(', ') + '] · strides [' + v.strides.map(minus).join(', ') + ']'));
    both.appendChild(left);
    var shown = grid(all);
    shown.dataset.key = 'grid';
    both.appendChild(shown);
    root.appendChild(both);
    root.appendChild(element('div', 'heading', 'memory: it never changes (above: when the view reads it, below: offset)'));
    root.appendChild(memory(all));
    var line = element('div', 'formula', formula(all[chosen]));
    line.setAttribute('aria-live', reading ? 'off' : 'polite');
    root.appendChild(line);
    root.appendChild(element('div', 'verdict', contiguous()
      ? 'contiguous: read in order, the offsets go up by 1 each time'
      : 'not contiguous: read in order, the offsets jump'));
    if (focus) {
      var again = Array.prototype.find.call(root.querySelectorAll('[data-key]'), function (one) { return one.dataset.key === focus && !one.disabled; });
      (again || shown).focus({ preventScroll: true });
    }
  }
  draw();
});
