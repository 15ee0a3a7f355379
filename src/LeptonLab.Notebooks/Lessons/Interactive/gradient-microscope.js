// One entry of the gradient of a kernel: the sum of the products x · dy, beside its finite difference.
document.querySelectorAll(".lepton-gradient-microscope:not([data-ready])").forEach(root => {
  root.dataset.ready = "true";
  const figure = JSON.parse(root.dataset.figure);
  const [images, height, width, channels] = figure.xShape, [kernelHeight, kernelWidth, , outputs] = figure.wShape;
  const [, rows, columns] = figure.dyShape, stride = figure.stride, p = figure.padding;
  const x = figure.x.map(Number), dy = figure.dy.map(Number), analytic = figure.analytic.map(Number), numeric = figure.numeric.map(Number);
  const most = { x: largest(x), dy: largest(dy), dw: largest(analytic) };
  const state = { image: 0, channel: 0, output: 0, row: figure.row, column: figure.column };

  const X = (n, i, j, c) => i < 0 || j < 0 || i >= height || j >= width ? 0 : x[((n * height + i) * width + j) * channels + c];
  const DY = (n, i, j, o) => dy[((n * rows + i) * columns + j) * outputs + o];
  const place = (u, v) => ((u * kernelWidth + v) * channels + state.channel) * outputs + state.output;
  const times = (n, i, j) => X(n, stride * i + state.row - p, stride * j + state.column - p, state.channel) * DY(n, i, j, state.output);

  const draw = () => {
    root.textContent = "";
    const bar = make("div", { class: "bar" });
    const set = name => value => { state[name] = value; draw(); };
    choice(bar, "input channel", range(0, channels - 1), state.channel, set("channel"));
    choice(bar, "output channel", range(0, outputs - 1), state.output, set("output"));
    choice(bar, "image shown", range(0, images - 1), state.image, set("image"));
    root.append(bar);
    const kernel = grid(kernelHeight, kernelWidth, {
      caption: "dW: click an entry, or use the arrow keys",
      size: 46,
      label: (u, v) => `dW row ${u}, column ${v}`,
      pick: (u, v) => { state.row = u; state.column = v; show(); },
    });
    kernel.fill((u, v) => analytic[place(u, v)], most.dw);
    const of = images > 1 ? `, image ${state.image}` : "";
    const input = grid(height + 2 * p, width + 2 * p, {
      caption: `input x${of}${p > 0 ? " (dashed: padding)" : ""}: marked pixels meet this weight`,
      size: cellSize(width + 2 * p, 300),
      label: (i, j) => `input row ${i - p}, column ${j - p}`,
    });
    input.fill((i, j) => X(state.image, i - p, j - p, state.channel), most.x);
    input.mark("outside", (i, j) => i < p || j < p || i >= height + p || j >= width + p);
    const slope = grid(rows, columns, { caption: `dy${of}: the slope that arrives`, size: cellSize(columns, 300) });
    slope.fill((i, j) => DY(state.image, i, j, state.output), most.dy);
    const products = grid(rows, columns, { caption: `products x · dy${of}`, size: cellSize(columns, 300) });
    const sign = mark => make("span", { class: "sign", "aria-hidden": "true" }, mark);
    root.append(make("div", { class: "row" }, kernel.element));
    root.append(make("div", { class: "row" }, input.element, sign("×"), slope.element, sign("="), products.element));
    const detail = make("div", { "aria-live": "polite" });
    root.append(detail);

    const show = () => {
      kernel.choose(state.row, state.column);
      const met = (start, i, count) => (i - start) % stride === 0 && i >= start && (i - start) / stride < count;
      input.mark("window", (i, j) => met(state.row, i, rows) && met(state.column, j, columns));
      products.fill((i, j) => times(state.image, i, j), most.x * most.dy);
      explain(detail);
    };
    show();
  };

  const explain = detail => {
    const sums = range(0, images - 1).map(n => {
      let sum = 0;
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) sum += times(n, i, j);
      return sum;
    });
    const few = rows * columns * images <= 9;
    const terms = few
      ? range(0, images - 1).flatMap(n => range(0, rows - 1).flatMap(i => range(0, columns - 1).map(j =>
        product(X(n, stride * i + state.row - p, stride * j + state.column - p, state.channel), DY(n, i, j, state.output)))))
      : sums.map((sum, n) => images > 1 ? `${signed(sum)} (image ${n})` : `Σ of ${rows * columns} products`);
    const entry = `dW[${state.row}, ${state.column}, ${state.channel}, ${state.output}]`, at = place(state.row, state.column);
    const difference = Math.abs(analytic[at] - numeric[at]);
    detail.textContent = "";
    detail.append(
      make("p", { class: "sum" }, `${entry} = ${terms.join(" + ")} = `, make("strong", {}, text(sums.reduce((a, c) => a + c, 0)))),
      make("p", { class: "sum" }, `analytic, by the engine: ${analytic[at].toPrecision(7)} · numeric, (L(w + h) − L(w − h)) / 2h: ${numeric[at].toPrecision(7)} · apart: ${difference.toExponential(1)}`),
      make("p", { class: "note" }, `${entry} = Σ x[n, ${stride > 1 ? `${stride}·` : ""}i + ${state.row}${p > 0 ? ` − ${p}` : ""}, ${stride > 1 ? `${stride}·` : ""}j + ${state.column}${p > 0 ? ` − ${p}` : ""}, ${state.channel}] · dy[n, i, j, ${state.output}], over all images n and all outputs i, j`));
  };

  draw();
});
