package dev.duru.pipeline.services.results;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The document of a Put Block List: the ids of the blocks, in the blob's order. */
final class BlockList {
    /** As many blocks as Azure allows. */
    private static final int MOST = 50_000;

    /** An id has 64 bytes at most, in base64. */
    private static final int LIMIT = MOST * 128;

    private BlockList() {}

    static List<String> read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(LIMIT + 1);
        if (bytes.length > LIMIT) {
            throw ProblemException.user("the list of blocks is too long");
        }
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        List<String> ids = new ArrayList<>();
        try {
            XMLStreamReader xml =
                    factory.createXMLStreamReader(new java.io.ByteArrayInputStream(bytes));
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && !xml.getLocalName().equals("BlockList")) {
                    switch (xml.getLocalName()) {
                        case "Latest", "Committed", "Uncommitted" -> ids.add(xml.getElementText());
                        default ->
                                throw ProblemException.user(
                                        "there is no list of '" + xml.getLocalName() + "' blocks");
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw new ProblemException(
                    Problem.Code.USER, "the list of blocks is not XML: " + e.getMessage(), e);
        }
        if (ids.size() > MOST) {
            throw ProblemException.user("there are more than " + MOST + " blocks");
        }
        return ids;
    }
}
