"""Model families: how each learns, and the data-only fitted model that scores and explains a client."""

import os

# LightGBM's threads wait for each other thousands of times a second. Unless told otherwise before the library is
# loaded they do so at full speed, and on a busy machine take the processor from the very thread they wait for:
# measured, five times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
