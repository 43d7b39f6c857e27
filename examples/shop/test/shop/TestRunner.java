package shop;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Runs the methods marked with {@link Test}, each on a new object, and writes one JUnit XML file
 * for each class into the folder that is its argument. Exits with 1 when a test failed.
 */
public final class TestRunner {
    private static final List<Class<?>> CLASSES =
            List.of(MoneyTest.class, CartTest.class, ShopServerTest.class);

    private TestRunner() {}

    private record Outcome(String test, double seconds, Throwable failure) {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "reports"));
        int failed = 0;
        int total = 0;
        for (Class<?> type : CLASSES) {
            List<Outcome> outcomes = new ArrayList<>();
            for (Method test : tests(type)) {
                Outcome outcome = run(type, test);
                outcomes.add(outcome);
                System.out.printf(
                        Locale.ROOT,
                        "%s %s.%s (%.3f s)%n",
                        outcome.failure() == null ? "ok  " : "FAIL",
                        type.getSimpleName(),
                        test.getName(),
                        outcome.seconds());
                if (outcome.failure() != null) {
                    outcome.failure().printStackTrace(System.out);
                    failed++;
                }
            }
            total += outcomes.size();
            Files.writeString(folder.resolve("TEST-" + type.getName() + ".xml"), xml(type, outcomes));
        }
        System.out.println(total + " tests, " + failed + " failed");
        System.exit(failed == 0 && total > 0 ? 0 : 1);
    }

    private static List<Method> tests(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    private static Outcome run(Class<?> type, Method test) throws ReflectiveOperationException {
        long began = System.nanoTime();
        Throwable failure = null;
        try {
            test.invoke(type.getDeclaredConstructor().newInstance());
        } catch (InvocationTargetException e) {
            failure = e.getCause();
        }
        return new Outcome(test.getName(), (System.nanoTime() - began) / 1e9, failure);
    }

    private static String xml(Class<?> type, List<Outcome> outcomes) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        long failures = outcomes.stream().filter(outcome -> outcome.failure() != null).count();
        double seconds = outcomes.stream().mapToDouble(Outcome::seconds).sum();
        xml.append(
                String.format(
                        Locale.ROOT,
                        "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"0\" time=\"%.3f\">\n",
                        type.getName(),
                        outcomes.size(),
                        failures,
                        seconds));
        for (Outcome outcome : outcomes) {
            xml.append(
                    String.format(
                            Locale.ROOT,
                            "  <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\"",
                            type.getName(),
                            outcome.test(),
                            outcome.seconds()));
            if (outcome.failure() == null) {
                xml.append("/>\n");
            } else {
                StringWriter trace = new StringWriter();
                outcome.failure().printStackTrace(new PrintWriter(trace));
                xml.append(">\n    <failure message=\"")
                        .append(escape(String.valueOf(outcome.failure().getMessage())))
                        .append("\">")
                        .append(escape(trace.toString()))
                        .append("</failure>\n  </testcase>\n");
            }
        }
        return xml.append("</testsuite>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** Fails the test unless both are equal. */
    static void same(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + " but was " + actual);
        }
    }

    /** Fails the test unless the text has the part. */
    static void contains(String text, String part) {
        if (!text.contains(part)) {
            throw new AssertionError("expected '" + part + "' in: " + text);
        }
    }
}
