package dev.duru.delivery;

import dev.duru.kernel.ProblemException;
import java.io.InputStream;

/** Port: the parts of an image by digest. */
public interface Images {
    /** There are none. */
    Images NONE =
            new Images() {
                @Override
                public byte[] manifest(String repository, String digest) {
                    throw ProblemException.notFound("the image " + digest + " is gone");
                }

                @Override
                public InputStream blob(String repository, String digest) {
                    throw ProblemException.notFound("the blob " + digest + " is gone");
                }
            };

    /**
     * The bytes of a manifest.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    byte[] manifest(String repository, String digest);

    /**
     * A config or a layer; the caller closes it.
     *
     * @throws ProblemException NOT_FOUND when there is none
     */
    InputStream blob(String repository, String digest);
}
