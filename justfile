# Commands of daily work, one line each. What needs a branch is a script.

# Everything that CI runs.
check *arguments:
    ./test {{arguments}}

# The gateway, with the configuration of your choice.
run *arguments:
    cargo run --release -- serve {{arguments}}

# One picture message from request to postback.
demo:
    cargo run --release -- demo --once

# Tests only: just test -p net guard
test *arguments="--workspace":
    cargo test {{arguments}}

# Throughput, latency and memory, each beside a floor measured in the same run.
bench *arguments:
    cargo build --release -p server -p bench
    cargo run --release -p bench -- {{arguments}}

# Rewrites the expected files of the golden cases; then read the diff.
golden:
    UPDATE_GOLDEN=1 cargo test -p dialects -p carriers -p mm7 -p smil -p multipart

# Formats the code.
fmt:
    cargo fmt --all
