package dev.duru.pipeline.files;

import dev.duru.dialects.value.ExpressionException;
import dev.duru.dialects.value.FileHasher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** {@code hashFiles()} over a job's workspace. */
public final class WorkspaceHasher implements FileHasher {
    private final Path workspace;

    public WorkspaceHasher(Path workspace) {
        this.workspace = workspace;
    }

    @Override
    public String hash(List<String> patterns) {
        try {
            List<Path> files =
                    Globs.of(workspace, String.join("\n", patterns), true)
                            .files(List.of(workspace));
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            boolean any = false;
            for (Path file : files) {
                if (Files.isRegularFile(file)
                        && file.toRealPath().startsWith(workspace.toRealPath())) {
                    all.update(digest(file));
                    any = true;
                }
            }
            return any ? HexFormat.of().formatHex(all.digest()) : "";
        } catch (HostilePathException e) {
            throw new ExpressionException("hashFiles(): " + e.getMessage());
        } catch (IOException e) {
            throw new ExpressionException("hashFiles() cannot read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] digest(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest one = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                one.update(buffer, 0, n);
            }
        }
        return one.digest();
    }
}
