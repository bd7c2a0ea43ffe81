using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ModelBuild.Reporting;

/// <summary>The look of the XML files: UTF-8 without a byte order mark, indented, '\n'.</summary>
static class XmlReport
{
    static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };

    public static byte[] Write(XElement root)
    {
        using var content = new MemoryStream();
        using (var writer = XmlWriter.Create(content, Settings))
            new XDocument(root).Save(writer);
        content.WriteByte((byte)'\n');
        return content.ToArray();
    }
}
