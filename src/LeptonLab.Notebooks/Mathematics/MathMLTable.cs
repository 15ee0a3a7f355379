using System.Xml.Linq;

namespace LeptonLab.Notebooks.Mathematics;

/// <summary>Matrices, cases and aligned equations. MathML Core has no column alignment, so cells carry it as CSS.</summary>
internal static class MathMLTable
{
    public static XElement Write(MathTable table)
    {
        var element = new XElement("mtable");
        if (table.Display)
            element.SetAttributeValue("displaystyle", "true");
        foreach (MathTableRow row in table.Rows)
        {
            var line = new XElement("mtr");
            for (int column = 0; column < row.Cells.Count; column++)
                line.Add(new XElement("mtd", new XAttribute("style", Style(table, column)), MathMLWriter.Write(Continued(table, row, column))));
            if (row.Tag is not null)
                line.Add(new XElement("mtd", new XAttribute("style", "padding-left:2em"), new XElement("mtext", row.Tag)));
            element.Add(line);
        }

        return element;
    }

    // The cell after & begins with its relation; an empty base before it gives the relation its space.
    private static MathNode Continued(MathTable table, MathTableRow row, int column)
    {
        MathNode cell = row.Cells[column];
        return table.Tight && column % 2 == 1 && cell is MathRow content
            ? new MathRow([new MathRow([]), .. content.Children])
            : cell;
    }

    private static string Style(MathTable table, int column)
    {
        char alignment = table.Alignment[column % table.Alignment.Length];
        string side = alignment switch { 'l' => "left", 'r' => "right", _ => "center" };

        // Chromium lays the content out as a block, which only its own value of text-align moves.
        string align = $"text-align:{side};text-align:-webkit-{side}";
        if (!table.Tight)
            return align;

        // Aligned columns come in pairs that touch; a pair stands apart from the next.
        string padding = column % 2 == 0 ? (column == 0 ? "0.25em 0 0.25em 0" : "0.25em 0 0.25em 2em") : "0.25em 0";
        return $"{align};padding:{padding}";
    }
}
