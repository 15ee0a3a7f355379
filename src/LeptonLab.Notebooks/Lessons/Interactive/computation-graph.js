// The computation graph: values flow to the right, gradients flow back; inputs and operations can be changed.
document.querySelectorAll(".lepton-computation-graph:not([data-ready])").forEach(root => {
  root.dataset.ready = "true";
  const data = JSON.parse(root.dataset.figure);
  var SVG = 'http://www.w3.org/2000/svg', boxWidth = 104, boxHeight = 66, gapX = 74, gapY = 24;
  var operations = {
    '+': { text: function (a, b) { return a + ' + ' + b; }, value: function (a, b) { return a + b; }, slopes: function () { return [1, 1]; } },
    '-': { text: function (a, b) { return a + ' − ' + b; }, value: function (a, b) { return a - b; }, slopes: function () { return [1, -1]; } },
    '*': { text: function (a, b) { return a + ' · ' + b; }, value: function (a, b) { return a * b; }, slopes: function (a, b) { return [b, a]; } },
    '/': { text: function (a, b) { return a + ' / ' + b; }, value: function (a, b) { return a / b; }, slopes: function (a, b) { return [1 / b, -a / (b * b)]; } },
    square: { text: function (a) { return a + '²'; }, value: function (a) { return a * a; }, slopes: function (a) { return [2 * a]; } },
    exp: { text: function (a) { return 'exp(' + a + ')'; }, value: Math.exp, slopes: function (a) { return [Math.exp(a)]; } },
    log: { text: function (a) { return 'log(' + a + ')'; }, value: Math.log, slopes: function (a) { return [1 / a]; } },
    sigmoid: { text: function (a) { return 'σ(' + a + ')'; }, value: sigmoid, slopes: function (a) { return [sigmoid(a) * (1 - sigmoid(a))]; } },
    tanh: { text: function (a) { return 'tanh(' + a + ')'; }, value: Math.tanh, slopes: function (a) { return [1 - Math.tanh(a) * Math.tanh(a)]; } },
    relu: { text: function (a) { return 'relu(' + a + ')'; }, value: function (a) { return Math.max(a, 0); }, slopes: function (a) { return [a > 0 ? 1 : 0]; } }
  };
  var two = ['+', '-', '*', '/'], one = ['square', 'exp', 'log', 'sigmoid', 'tanh', 'relu'];
  var nodes, chosen, back;

  function sigmoid(a) { return a < 0 ? Math.exp(a) / (1 + Math.exp(a)) : 1 / (1 + Math.exp(-a)); }
  function number(value) {
    if (!isFinite(value)) return isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
    return String(parseFloat(value.toPrecision(4))).replace('-', '−');
  }
  function factor(value) { return value < 0 ? '(' + number(value) + ')' : number(value); }
  function isInput(node) { return node.op === 'input'; }
  function startAgain() {
    nodes = data.nodes.map(function (n) { return { name: n.name, op: n.op, value: n.value === null ? NaN : n.value, inputs: n.inputs, x: n.x, y: n.y }; });
    chosen = 0;
    back = nodes.length;
  }

  // Values from the inputs on; inputs may be replaced, to measure a slope.
  function forward(replaced, by) {
    var values = [];
    nodes.forEach(function (n, i) {
      if (n.inputs.length === 0) values[i] = n.value;
      else values[i] = operations[n.op].value(values[n.inputs[0]], values[n.inputs[n.inputs.length - 1]]);
      if (i === replaced) values[i] = by;
    });
    return values;
  }
  function slopesOf(n, values) { return operations[n.op].slopes(values[n.inputs[0]], values[n.inputs[n.inputs.length - 1]]); }
  // Gradients from the output on, and the parts that each is the sum of. The last node first.
  function backward(values) {
    var gradients = nodes.map(function () { return 0; }), parts = nodes.map(function () { return []; });
    gradients[nodes.length - 1] = 1;
    for (var i = nodes.length - 1; i >= 0; i--) {
      if (nodes[i].inputs.length === 0) continue;
      slopesOf(nodes[i], values).forEach(function (slope, k) {
        var to = nodes[i].inputs[k];
        gradients[to] += gradients[i] * slope;
        parts[to].push({ from: i, upstream: gradients[i], slope: slope });
      });
    }
    return { gradients: gradients, parts: parts };
  }

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function drawn(tag, attributes, parent, text) {
    var made = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    if (text !== undefined) made.textContent = text;
    parent.appendChild(made);
    return made;
  }
  function left(n) { return 8 + n.x * (boxWidth + gapX); }
  function top(n) { return 8 + n.y * (boxHeight + gapY); }
  // The nodes whose gradient is known: in a pass step by step, the last ones.
  function order() {
    return nodes.map(function (n, i) { return i; }).filter(function (i) { return nodes[i].op !== 'constant'; }).reverse();
  }
  function known(i) { return order().indexOf(i) < back; }

  function picture(values, result) {
    var width = 16 + data.width * boxWidth + (data.width - 1) * gapX, height = 16 + data.height * boxHeight + (data.height - 1) * gapY;
    var svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.style.maxWidth = width + 'px';
    svg.style.minWidth = Math.min(width, 640) + 'px';
    svg.setAttribute('role', 'group');
    svg.setAttribute('aria-label', 'Computation graph');
    nodes.forEach(function (n, i) {
      if (n.inputs.length === 0) return;
      var slopes = slopesOf(n, values);
      n.inputs.forEach(function (from, k) { edge(svg, nodes[from], n, slopes[k], k, from === chosen); });
    });
    nodes.forEach(function (n, i) { box(svg, n, i, values[i], result.gradients[i]); });
    return svg;
  }
  function edge(svg, a, b, slope, k, lit) {
    // Two arrows end above one another, the one from the higher box above.
    var second = b.inputs.length > 1 ? nodes[b.inputs[1 - k]] : null;
    var side = !second ? 0 : a.y === second.y ? (k === 0 ? -1 : 1) : a.y < second.y ? -1 : 1;
    var x1 = left(a) + boxWidth, y1 = top(a) + boxHeight / 2, x2 = left(b), y2 = top(b) + boxHeight / 2 + 14 * side;
    var bend = Math.max(24, (x2 - x1) / 2), group = drawn('g', { 'class': 'edge' + (lit ? ' lit' : '') }, svg);
    drawn('path', { d: 'M' + x1 + ' ' + y1 + ' C' + (x1 + bend) + ' ' + y1 + ' ' + (x2 - bend) + ' ' + y2 + ' ' + (x2 - 6) + ' ' + y2 }, group);
    drawn('path', { 'class': 'tip', d: 'M' + x2 + ' ' + y2 + ' l-9 -4.5 l0 9 z' }, group);
    if (a.op !== 'constant') drawn('text', { x: x2 - 5, y: y2 + (side > 0 ? 18 : -8), 'text-anchor': 'end' }, group, '× ' + number(slope));
  }
  function box(svg, n, i, value, gradient) {
    var group = drawn('g', { 'class': 'node ' + (n.op === 'constant' ? 'constant' : isInput(n) ? 'input' : '') + (i === chosen ? ' chosen' : ''), transform: 'translate(' + left(n) + ' ' + top(n) + ')' }, svg);
    if (n.op === 'constant') {
      drawn('rect', { x: boxWidth - 40, y: boxHeight / 2 - 15, width: 40, height: 30, rx: 9 }, group);
      drawn('text', { x: boxWidth - 20, y: boxHeight / 2 + 5, 'text-anchor': 'middle' }, group, number(value));
      return;
    }
    drawn('rect', { width: boxWidth, height: boxHeight, rx: 9 }, group);
    var names = n.inputs.map(function (input) { return nodes[input].name; });
    var definition = n.inputs.length === 0 ? n.name : n.name + ' = ' + operations[n.op].text(names[0], names[1]);
    drawn('text', { x: boxWidth / 2, y: 19, 'text-anchor': 'middle', 'class': 'name' }, group, definition);
    drawn('text', { x: boxWidth / 2, y: 38, 'text-anchor': 'middle', 'class': 'value' }, group, number(value));
    drawn('text', { x: boxWidth / 2, y: 56, 'text-anchor': 'middle', 'class': 'gradient' }, group, known(i) ? number(gradient) : '?');
    group.setAttribute('tabindex', '0');
    group.setAttribute('role', 'button');
    group.setAttribute('aria-pressed', i === chosen);
    group.setAttribute('aria-label', definition + ', value ' + number(value) + (known(i) ? ', gradient ' + number(gradient) : ''));
    group.dataset.key = 'node' + i;
    function choose() { chosen = i; draw('node' + i); }
    group.addEventListener('click', choose);
    group.addEventListener('keydown', function (event) { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(); } });
  }

  function button(text, act, enabled) {
    var made = element('button', '', text);
    made.type = 'button';
    made.disabled = !enabled;
    made.dataset.key = text;
    made.addEventListener('click', function () { act(); draw(text); });
    return made;
  }
  function inputs() {
    var place = element('div', 'inputs');
    nodes.forEach(function (n, i) {
      if (!isInput(n)) return;
      var label = element('label', '', n.name + ' '), range = element('input'), box = element('input'), extent = Math.max(3, 2 * Math.abs(data.nodes[i].value));
      range.type = 'range'; range.min = -extent; range.max = extent; range.step = 0.05; range.value = n.value;
      box.type = 'number'; box.step = 'any'; box.value = parseFloat(n.value.toPrecision(6));
      range.dataset.key = 'range' + i;
      box.dataset.key = 'box' + i;
      range.setAttribute('aria-label', n.name);
      box.setAttribute('aria-label', 'value of ' + n.name);
      function change(value) { if (value !== '' && isFinite(value)) { n.value = Number(value); chosen = i; refresh(); } }
      range.addEventListener('input', function () { box.value = range.value; change(range.value); });
      box.addEventListener('input', function () { range.value = box.value; change(box.value); });
      label.appendChild(range);
      label.appendChild(box);
      place.appendChild(label);
    });
    return place;
  }
  function toolBar() {
    var bar = element('div', 'tools'), all = order().length;
    bar.appendChild(button('backward, step by step', function () { back = 1; chosen = order()[0]; }, true));
    bar.appendChild(button('next step', function () { back++; chosen = order()[back - 1]; }, back < all));
    bar.appendChild(button('all gradients', function () { back = nodes.length; }, back < all));
    bar.appendChild(button('start again', startAgain, true));
    return bar;
  }
  // What the chosen node is, where its gradient comes from, and a measurement beside it.
  function report(values, result) {
    var place = element('div', 'report'), n = nodes[chosen], last = nodes[nodes.length - 1].name, parts = result.parts[chosen].slice().reverse();
    if (!isInput(n) && n.op !== 'constant') {
      var label = element('label', '', n.name + ' is computed by '), select = element('select');
      (n.inputs.length > 1 ? two : one).forEach(function (op) {
        var option = element('option', '', operations[op].text.apply(null, n.inputs.map(function (input) { return nodes[input].name; })));
        option.value = op;
        option.selected = op === n.op;
        select.appendChild(option);
      });
      select.dataset.key = 'operation';
      select.addEventListener('change', function () { n.op = select.value; draw('operation'); });
      label.appendChild(select);
      place.appendChild(label);
    }
    var lines = [];
    if (!known(chosen)) lines.push('Its gradient comes later: everything that uses ' + n.name + ' must have its own first.');
    else if (chosen === nodes.length - 1) lines.push('∂' + last + '/∂' + last + ' = 1: here the backward pass begins.');
    else {
      lines.push('∂' + last + '/∂' + n.name + ' = ' + parts.map(function (p) { return '∂' + last + '/∂' + nodes[p.from].name + ' · ∂' + nodes[p.from].name + '/∂' + n.name; }).join(' + '));
      lines.push('      = ' + parts.map(function (p) { return factor(p.upstream) + ' · ' + factor(p.slope); }).join(' + ') + ' = ' + number(result.gradients[chosen]));
    }
    if (known(chosen)) {
      var step = 1e-5 * Math.max(1, Math.abs(values[chosen]));
      var above = forward(chosen, values[chosen] + step), below = forward(chosen, values[chosen] - step), end = nodes.length - 1;
      lines.push('measured, by moving ' + n.name + ' a little both ways: ' + number((above[end] - below[end]) / (2 * step)));
    }
    var text = element('pre', '', lines.join('\n'));
    text.setAttribute('aria-live', 'polite');
    place.appendChild(text);
    return place;
  }

  // While a slider moves it must stay where it is: only what depends on it is drawn anew.
  function refresh() {
    var values = forward(-1), result = backward(values);
    root.replaceChild(picture(values, result), root.querySelector('svg'));
    root.replaceChild(report(values, result), root.querySelector('.report'));
  }
  function draw(focus) {
    var values = forward(-1), result = backward(values);
    root.textContent = '';
    root.appendChild(inputs());
    root.appendChild(toolBar());
    var key = element('div', 'key');
    [['', 'in each box its value'], ['gradient', 'and its gradient'], ['', 'on each arrow the local slope']].forEach(function (part) { key.appendChild(element('span', part[0], part[1])); });
    root.appendChild(key);
    root.appendChild(picture(values, result));
    root.appendChild(report(values, result));
    var again = focus && Array.prototype.find.call(root.querySelectorAll('[data-key]'), function (made) { return made.dataset.key === focus && !made.disabled; });
    if (again) again.focus({ preventScroll: true });
  }
  startAgain();
  draw();
});
