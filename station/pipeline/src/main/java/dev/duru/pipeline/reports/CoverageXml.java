package dev.duru.pipeline.reports;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalDouble;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads what coverage reports come to: those of Cobertura's form, and those of JaCoCo's. */
public final class CoverageXml {
    private CoverageXml() {}

    /**
     * The lines that tests reach, in percent; empty when the XML is something else.
     *
     * @throws IOException when it is not XML
     */
    public static OptionalDouble percent(InputStream in) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            int depth = 0;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    OptionalDouble found = element(xml, depth++);
                    if (found.isPresent()) {
                        return found;
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    depth--;
                }
            }
            return OptionalDouble.empty();
        } catch (XMLStreamException | NumberFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static OptionalDouble element(XMLStreamReader xml, int depth) {
        String name = xml.getLocalName();
        String rate = xml.getAttributeValue(null, "line-rate");
        if (depth == 0 && name.equals("coverage") && rate != null) {
            return OptionalDouble.of(100 * Double.parseDouble(rate));
        }
        // A counter directly below JaCoCo's report is that of everything.
        if (depth == 1
                && name.equals("counter")
                && "LINE".equals(xml.getAttributeValue(null, "type"))) {
            double missed = Double.parseDouble(xml.getAttributeValue(null, "missed"));
            double covered = Double.parseDouble(xml.getAttributeValue(null, "covered"));
            return missed + covered == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(100 * covered / (missed + covered));
        }
        return OptionalDouble.empty();
    }
}
