package dev.duru.app.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lines at the bottom of a terminal that are drawn again and again in the same place. */
final class Canvas {
    private static final Size USUAL = new Size(24, 80);

    private final PrintStream out;
    private final Size size;
    private int drawn;

    /** Of a terminal. */
    record Size(int rows, int columns) {
        /** Asks the terminal. */
        static Size ofTerminal() {
            try {
                Process stty =
                        new ProcessBuilder("stty", "size")
                                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                String text =
                        new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                stty.waitFor(2, TimeUnit.SECONDS);
                String[] parts = text.strip().split(" ", -1);
                if (parts.length == 2 && text.strip().matches("[1-9]\\d{0,4} [1-9]\\d{0,4}")) {
                    return new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                }
            } catch (IOException e) {
                // no stty: the usual size will do
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return USUAL;
        }
    }

    Canvas(PrintStream out, Size size) {
        this.out = out;
        this.size = size;
    }

    int columns() {
        return size.columns();
    }

    /** Draws over what was drawn before; what does not fit the screen is counted instead. */
    void draw(List<String> lines) {
        int most = Math.max(2, size.rows() - 2);
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append("A\r");
        }
        int shown = lines.size() > most ? most - 1 : lines.size();
        for (String line : lines.subList(0, shown)) {
            text.append("\u001b[2K").append(line).append('\n');
        }
        if (shown < lines.size()) {
            text.append("\u001b[2K  … ").append(lines.size() - shown).append(" more\n");
            shown++;
        }
        text.append("\u001b[J");
        out.print(text);
        out.flush();
        drawn = shown;
    }

    /** Takes away what was drawn. */
    void clear() {
        draw(List.of());
    }
}
