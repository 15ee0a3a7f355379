// One output pixel of a convolution: its window, the products, the sum.
document.querySelectorAll(".lepton-pixel-explorer:not([data-ready])").forEach(root => {
  root.dataset.ready = "true";
  const figure = JSON.parse(root.dataset.figure);
  const [height, width, channels] = figure.xShape, [kernelHeight, kernelWidth, , outputs] = figure.wShape;
  const x = figure.x.map(Number), w = figure.w.map(Number), b = figure.b.map(Number);
  const most = { x: largest(x), w: largest(w) };
  const state = { stride: figure.stride, padding: figure.padding, channel: 0, output: 0, row: figure.row, column: figure.column };

  const X = (i, j, c) => i < 0 || j < 0 || i >= height || j >= width ? 0 : x[(i * width + j) * channels + c];
  const W = (u, v, c, o) => w[((u * kernelWidth + v) * channels + c) * outputs + o];
  const extent = (n, k) => Math.floor((n + 2 * state.padding - k) / state.stride) + 1;
  const first = i => state.stride * i - state.padding;
  const Y = (i, j, o) => {
    let sum = b[o];
    for (let u = 0; u < kernelHeight; u++) for (let v = 0; v < kernelWidth; v++) for (let c = 0; c < channels; c++)
      sum += X(first(i) + u, first(j) + v, c) * W(u, v, c, o);
    return sum;
  };

  const draw = () => {
    const rows = extent(height, kernelHeight), columns = extent(width, kernelWidth), p = state.padding;
    root.textContent = "";
    const bar = make("div", { class: "bar" });
    const set = name => value => { state[name] = value; draw(); };
    choice(bar, "stride", range(1, Math.max(3, figure.stride)), state.stride, set("stride"));
    choice(bar, "padding", range(0, Math.max(2, figure.padding)), p, set("padding"));
    choice(bar, "input channel shown", range(0, channels - 1), state.channel, set("channel"));
    choice(bar, "output channel", range(0, outputs - 1), state.output, set("output"));
    bar.append(make("span", { class: "note" },
      `rows out: ⌊(${height} + 2·${p} − ${kernelHeight}) / ${state.stride}⌋ + 1 = ${Math.max(0, rows)}, columns out: ${Math.max(0, columns)}`));
    root.append(bar);
    if (rows < 1 || columns < 1) {
      root.append(make("p", {}, "The kernel is larger than the picture: there is no output."));
      return;
    }
    state.row = Math.min(state.row, rows - 1);
    state.column = Math.min(state.column, columns - 1);

    const all = range(0, rows - 1).flatMap(i => range(0, columns - 1).map(j => Y(i, j, state.output)));
    const input = grid(height + 2 * p, width + 2 * p, {
      caption: `input x${channels > 1 ? `, channel ${state.channel}` : ""}${p > 0 ? " (dashed: padding)" : ""}`,
      size: cellSize(width + 2 * p, 330),
      label: (i, j) => `input row ${i - p}, column ${j - p}`,
    });
    input.fill((i, j) => X(i - p, j - p, state.channel), most.x);
    input.mark("outside", (i, j) => i < p || j < p || i >= height + p || j >= width + p);
    const output = grid(rows, columns, {
      caption: `output y${outputs > 1 ? `, channel ${state.output}` : ""}: click a pixel, or use the arrow keys`,
      size: cellSize(columns, 330),
      label: (i, j) => `output row ${i}, column ${j}`,
      pick: (i, j) => { state.row = i; state.column = j; show(); },
    });
    output.fill((i, j) => all[i * columns + j], largest(all));
    root.append(make("div", { class: "row" }, input.element, make("span", { class: "sign", "aria-hidden": "true" }, "→"), output.element));
    const detail = make("div", { "aria-live": "polite" });
    root.append(detail);

    const show = () => {
      const top = first(state.row), left = first(state.column);
      output.choose(state.row, state.column);
      input.mark("window", (i, j) => i - p >= top && i - p < top + kernelHeight && j - p >= left && j - p < left + kernelWidth);
      explain(detail, top, left);
    };
    show();
  };

  const explain = (detail, top, left) => {
    detail.textContent = "";
    const shown = Math.min(channels, 4), partial = [];
    for (let c = 0; c < channels; c++) {
      const pixel = (u, v) => X(top + u, left + v, c), weight = (u, v) => W(u, v, c, state.output), times = (u, v) => pixel(u, v) * weight(u, v);
      let sum = 0;
      for (let u = 0; u < kernelHeight; u++) for (let v = 0; v < kernelWidth; v++) sum += times(u, v);
      partial.push(sum);
      if (c >= shown) continue;
      const part = (caption, value, scale) => {
        const small = grid(kernelHeight, kernelWidth, { caption, size: 40 });
        small.fill(value, scale);
        return small.element;
      };
      const of = channels > 1 ? `, channel ${c}` : "";
      const sign = mark => make("span", { class: "sign", "aria-hidden": "true" }, mark);
      detail.append(make("div", { class: "row" },
        part(`window${of}`, pixel, most.x), sign("×"), part(`kernel${of}`, weight, most.w), sign("="),
        part(`products${of}`, times, most.x * most.w), sign(`Σ = ${text(sum)}`)));
    }
    if (shown < channels) detail.append(make("p", { class: "note" }, `… and ${channels - shown} more channels`));
    const place = `y[0, ${state.row}, ${state.column}, ${state.output}]`, bias = b[state.output];
    const terms = channels === 1 && kernelHeight * kernelWidth <= 9
      ? range(0, kernelHeight - 1).flatMap(u => range(0, kernelWidth - 1).map(v => product(X(top + u, left + v, 0), W(u, v, 0, state.output))))
      : partial.map(signed);
    detail.append(make("p", { class: "sum" }, `${place} = ${text(bias)} (bias) + ${terms.join(" + ")} = `,
      make("strong", {}, text(Y(state.row, state.column, state.output)))));
  };

  draw();
});
