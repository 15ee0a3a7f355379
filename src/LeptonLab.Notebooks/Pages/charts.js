// Draws the Plotly figures of the page once plotly.js is there, in the reader's colours.
(function () {
  var waiting = [], drawn = [];
  var night = window.matchMedia('(prefers-color-scheme: dark)');

  function layoutFor(element, figure) {
    var layout = JSON.parse(JSON.stringify(figure.layout || {}));
    if (layout.width && layout.width > element.clientWidth) delete layout.width;
    if (!layout.width) layout.autosize = true;
    // A figure with a paper of its own is shown on it; the others take the colours of the page.
    if (!night.matches || layout.paper_bgcolor) return layout;
    var grid = '#363c45', ink = '#d5dae1';
    layout.paper_bgcolor = layout.plot_bgcolor = 'rgba(0,0,0,0)';
    layout.font = Object.assign({}, layout.font, { color: ink });
    var axes = Object.keys(layout).filter(function (key) { return /^[xy]axis\d*$/.test(key); });
    ['xaxis', 'yaxis'].concat(axes).forEach(function (key) {
      layout[key] = Object.assign({}, layout[key], { gridcolor: grid, zerolinecolor: grid, linecolor: '#6b7480' });
    });
    return layout;
  }

  function draw(item) {
    var config = Object.assign({ displaylogo: false }, item.figure.config, { responsive: true });
    window.Plotly.react(item.element, item.figure.data, layoutFor(item.element, item.figure), config);
  }

  window.leptonChart = function (element, figure) { waiting.push({ element: element, figure: figure }); };
  window.leptonDraw = function () {
    waiting.forEach(function (item) { drawn.push(item); draw(item); });
    waiting = [];
  };
  night.addEventListener('change', function () { drawn.forEach(draw); });
})();
