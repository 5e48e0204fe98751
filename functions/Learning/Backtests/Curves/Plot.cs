using System.Globalization;
using System.Xml.Linq;

namespace FraudFunctions.Learning.Backtests.Curves;

/// <summary>Draws curves in the unit square as SVG: axes with numbers and words, a grid, a legend; readable on light and on dark ground.</summary>
/// <remarks>A point (x, y) lies at <c>Left + x·Side</c>, <c>Top + (1 - y)·Side</c>.</remarks>
internal sealed class Plot
{
    public const int Left = 70;
    public const int Top = 46;
    public const int Side = 420;
    private const int LegendWidth = 330;

    // Apart for most eyes that see few colours (Okabe and Ito 2008), without the two that vanish on white or black.
    private static readonly string[] colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#9467bd", "#8c564b", "#17becf", "#bcbd22", "#4b5d16"];
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    private readonly XElement root;
    private int curves;

    public Plot(string title, string across, string up)
    {
        int width = Left + Side + 20 + LegendWidth, height = Top + Side + 60;
        root = new XElement(svg + "svg", new XAttribute("viewBox", $"0 0 {width} {height}"), new XAttribute("width", width), new XAttribute("height", height), new XAttribute("role", "img"));
        root.Add(new XElement(svg + "title", title), new XElement(svg + "style", """
            text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-size: 16px; font-weight: 600 } .paper { fill: #ffffff }
            .grid { stroke: #8c959f; stroke-opacity: .3 } .axis { stroke: #57606a } .base { stroke: #57606a; stroke-dasharray: 5 5 }
            .reference { stroke: #24292f; stroke-width: 2; stroke-dasharray: 2 4 }
            polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
            @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .paper { fill: #0d1117 } .axis, .base { stroke: #9ea7b3 } .reference { stroke: #e6edf3 } }
            """));
        root.Add(new XElement(svg + "rect", new XAttribute("class", "paper"), new XAttribute("width", "100%"), new XAttribute("height", "100%")));
        Text(Left, 26, title, "start", "title");
        for (int tenth = 0; tenth <= 10; tenth += 2)
        {
            double at = tenth / 10.0;
            root.Add(Line(at, 0, at, 1, tenth == 0 ? "axis" : "grid"), Line(0, at, 1, at, tenth == 0 ? "axis" : "grid"));
            Text(Left + at * Side, Top + Side + 20, Number(at), "middle");
            Text(Left - 8, Top + (1 - at) * Side + 4, Number(at), "end");
        }
        Text(Left + Side / 2.0, Top + Side + 44, across, "middle");
        XElement rising = Text(0, 0, up, "middle");
        rising.Add(new XAttribute("transform", $"translate(20 {Top + Side / 2}) rotate(-90)"));
    }

    /// <summary>What a score without any knowledge would draw, or a perfect one.</summary>
    public void AddBaseline(double fromX, double fromY, double toX, double toY, string name)
    {
        root.Add(Line(fromX, fromY, toX, toY, "base"));
        Legend(name, new XAttribute("class", "base"));
    }

    public void AddCurve(IEnumerable<(double X, double Y)> points, string name, bool dots = false)
    {
        string colour = colours[curves % colours.Length];
        (double X, double Y)[] all = [.. points];
        root.Add(new XElement(svg + "polyline", new XAttribute("stroke", colour), new XAttribute("points", Places(all)), new XElement(svg + "title", name)));
        if (dots)
            root.Add(all.Select(point => new XElement(svg + "circle", new XAttribute("cx", Number(X(point.X))), new XAttribute("cy", Number(Y(point.Y))), new XAttribute("r", 3), new XAttribute("fill", colour))));
        Legend(name, new XAttribute("stroke", colour), new XAttribute("stroke-width", 2));
    }

    /// <summary>What could be reached at best: dashed, and in no curve's colour.</summary>
    public void AddReference(IEnumerable<(double X, double Y)> points, string name)
    {
        root.Add(new XElement(svg + "polyline", new XAttribute("class", "reference"), new XAttribute("points", Places(points)), new XElement(svg + "title", name)));
        Legend(name, new XAttribute("class", "reference"));
    }

    public override string ToString() => root.ToString();

    private void Legend(string name, params XAttribute[] look)
    {
        int y = Top + 14 + 22 * curves++;
        root.Add(new XElement(svg + "line", Ends(Left + Side + 20, y - 4, Left + Side + 44, y - 4), look));
        Text(Left + Side + 52, y, name, "start");
    }

    private static XElement Line(double fromX, double fromY, double toX, double toY, string look)
        => new(svg + "line", new XAttribute("class", look), Ends(X(fromX), Y(fromY), X(toX), Y(toY)));

    private static XAttribute[] Ends(double x1, double y1, double x2, double y2)
        => [new("x1", Number(x1)), new("y1", Number(y1)), new("x2", Number(x2)), new("y2", Number(y2))];

    private XElement Text(double x, double y, string words, string anchor, string? look = null)
    {
        XElement text = new(svg + "text", new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("text-anchor", anchor), look is null ? null : new XAttribute("class", look), words);
        root.Add(text);
        return text;
    }

    private static string Places(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => $"{Number(X(point.X))},{Number(Y(point.Y))}"));

    private static double X(double share) => Left + share * Side;

    private static double Y(double share) => Top + (1 - share) * Side;

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
