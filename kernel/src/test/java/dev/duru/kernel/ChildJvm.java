package dev.duru.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program of the tests in a process of its own, so that it can be killed. */
public final class ChildJvm {
    private ChildJvm() {}

    /**
     * How to start a class with a main method on the class path of this test.
     *
     * @param megabytes the most that its heap takes
     * @param arguments of its main method, each as its text
     */
    public static ProcessBuilder of(Class<?> main, int megabytes, Object... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx" + megabytes + "m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command);
    }
}
