// Draws every [data-chart] as lines with direct labels. The data stand on the same page as application/json;
// without this script or without the library the table below the chart says the same.
(() => {
  "use strict";
  const FONT = "Noto Sans SC Variable";
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function option(data) {
    const colors = [token("--pz-accent"), token("--pz-ink-3"), token("--pz-ink")];
    const types = ["solid", "dashed", "dotted"];
    const gap = data.series.length > 1 ? 7 : 0;
    return {
      animation: false,
      textStyle: { fontFamily: FONT, color: token("--pz-ink-2") },
      grid: { left: 44, right: 84, top: 14, bottom: 26 },
      tooltip: { trigger: "axis", renderMode: "richText" }, // the default writes style attributes, which the policy refuses
      xAxis: {
        type: "category", data: data.labels, boundaryGap: false, axisTick: { show: false },
        axisLine: { lineStyle: { color: token("--pz-line-input") } }, axisLabel: { color: token("--pz-ink-2") },
      },
      yAxis: {
        type: "value", min: 0, splitNumber: 4,
        splitLine: { lineStyle: { color: token("--pz-line") } }, axisLabel: { color: token("--pz-ink-2") },
      },
      series: data.series.map((one, index) => ({
        name: one.name, type: "line", data: one.values, symbol: "none",
        lineStyle: { color: colors[index % 3], width: 2, type: types[index % 3] },
        itemStyle: { color: colors[index % 3] },
        endLabel: {
          show: true, formatter: "{a} {c}", color: colors[index % 3], fontSize: 12, distance: 6,
          offset: [0, index === 0 ? -gap : gap],
        },
      })),
    };
  }

  async function draw(box) {
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const letters = data.labels.join("") + data.series.map((one) => one.name).join("");
    await document.fonts.load(`12px "${FONT}"`, letters); // labels measured in another font would overlap
    await document.fonts.ready;
    const chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(option(data));
    window.addEventListener("resize", () => chart.resize());
  }

  if (!window.echarts) return;
  for (const box of document.querySelectorAll("[data-chart]")) draw(box);
})();
