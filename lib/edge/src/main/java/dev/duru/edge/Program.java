package dev.duru.edge;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Tells one version of the program from another: by the files of its class path. */
final class Program {
    private Program() {}

    /** The same as long as no file of the class path is replaced. */
    static String of(String classPath) {
        CRC32 sum = new CRC32();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path file = Path.of(entry).toAbsolutePath();
            String mark = file.toString();
            try {
                if (Files.isRegularFile(file)) {
                    mark += " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
                }
            } catch (IOException unreadable) {
                mark += " ?";
            }
            sum.update(mark.getBytes(StandardCharsets.UTF_8));
        }
        return Long.toHexString(sum.getValue());
    }
}
