package dev.duru.pipeline.reports;

import dev.duru.pipeline.state.TestCaseRow;
import dev.duru.pipeline.state.TestCaseRow.Result;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the XML in which test runners have reported since JUnit 4's Ant task. */
public final class JunitXml {
    private static final int LONGEST_TRACE = 16 * 1024;
    private static final int MOST_CASES = 200_000;

    private final long jobId;
    private final List<TestCaseRow> cases = new ArrayList<>();
    private String suite = "";
    private String name = "";
    private String group = "";
    private long millis;
    private Result result = Result.PASSED;
    private String message = "";
    private String trace = "";
    private boolean flaky;

    private JunitXml(long jobId) {
        this.jobId = jobId;
    }

    /**
     * The test cases of a report; empty when the XML is something else.
     *
     * @throws IOException when it is not XML, or declares entities
     */
    public static List<TestCaseRow> read(InputStream in, long jobId) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            JunitXml reader = new JunitXml(jobId);
            reader.document(xml);
            return reader.cases;
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void document(XMLStreamReader xml) throws XMLStreamException {
        boolean first = true;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (first && !xml.getLocalName().startsWith("testsuite")) {
                    return;
                }
                first = false;
                start(xml);
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("testcase")) {
                end();
            }
            if (cases.size() > MOST_CASES) {
                return;
            }
        }
    }

    private void start(XMLStreamReader xml) throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "testsuite" -> suite = attribute(xml, "name");
            case "testcase" -> {
                name = attribute(xml, "name");
                group = attribute(xml, "classname");
                millis = millis(attribute(xml, "time"));
                result = Result.PASSED;
                message = "";
                trace = "";
                flaky = false;
            }
            case "failure", "error" -> {
                result = Result.FAILED;
                message = attribute(xml, "message");
                trace = cut(xml.getElementText());
            }
            case "flakyFailure", "flakyError", "rerunFailure", "rerunError" -> {
                flaky |= xml.getLocalName().startsWith("flaky");
                message = attribute(xml, "message");
            }
            case "skipped" -> {
                result = Result.SKIPPED;
                message = attribute(xml, "message");
            }
            default -> {}
        }
    }

    private void end() {
        String inSuite = group.isEmpty() ? suite : group;
        if (message.isEmpty() && !trace.isEmpty()) {
            message = trace.lines().findFirst().orElse("");
        }
        cases.add(
                new TestCaseRow(jobId, inSuite, name, result, millis, cut(message), trace, flaky));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TRACE ? text : text.substring(0, LONGEST_TRACE) + "\n…";
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static long millis(String seconds) {
        try {
            return Math.max(0, Math.round(Double.parseDouble(seconds.replace(",", "")) * 1000));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
