"""Runs a Python handler. Speaks the same protocol as main.ts: one JSON object for each line of the pipe to the run."""

import importlib
import json
import os
import re
import signal
import socket
import sys
import time
import traceback
import uuid
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder

folder, handler_name, function_arn, timeout_ms = sys.argv[1:5]
pipe = socket.socket(fileno=3)
pipe.setblocking(True)
# The processes of a handler must not keep the pipe open after the handler's own process has ended.
pipe.set_inheritable(False)
os.register_at_fork(after_in_child=lambda: os.close(3))
sys.path[0] = folder
# What Lambda's runtime contains. Nothing else that is installed on this machine is found, because it is not deployed.
RUNTIME_PACKAGES = {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}
is_installed = re.compile(r"(site|dist)-packages$").search
installed = [path for path in sys.path[1:] if is_installed(path)]
own = (sys.base_prefix, sys.base_exec_prefix)
sys.path[1:] = [path for path in sys.path[1:] if path.startswith(own) and path not in installed]


class RuntimePackages:
    """Finds the packages of Lambda's runtime among those that are installed on this machine."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, installed) if path is None and name in RUNTIME_PACKAGES else None


# Without the finders of packages that are installed from their sources.
sys.meta_path[:] = [BuiltinImporter, FrozenImporter, PathFinder, RuntimePackages]
# Lambda's limit for an answer, in bytes.
LONGEST_ANSWER = 6 * 1024 * 1024 + 100


class Context:
    """The second argument of a handler."""

    identity = None
    client_context = None

    def __init__(self):
        self._deadline = time.time() * 1000 + float(timeout_ms)
        self.aws_request_id = str(uuid.uuid4())
        self.invoked_function_arn = function_arn
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]

    def get_remaining_time_in_millis(self):
        return int(max(self._deadline - time.time() * 1000, 0))


def report(message):
    write(json.dumps(message))


def write(line):
    sys.stdout.flush()
    sys.stderr.flush()
    pipe.sendall(line.encode() + b"\n")


def fail(error_type, error, fatal=False):
    """Prints an error as Lambda does, without the frames of this file, and reports it."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    frames = [frame for frame in frames if "importlib" not in frame.filename]
    stack = traceback.format_list(frames)
    print(f"[ERROR] {error_type}: {error}", *([] if not stack else ["Traceback (most recent call last):"]), sep="\n")
    print("".join(stack), end="")
    details = {"errorType": error_type, "errorMessage": str(error), "stackTrace": stack}
    report({"kind": "error", "error": details, "fatal": fatal})
    if fatal:
        os._exit(1)


def load():
    module_name, _, name = handler_name.rpartition(".")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        error.args = (f"Unable to import module '{module_name}': {error}",)
        error.msg = error.args[0]
        fail("Runtime.ImportModuleError", error, fatal=True)
    except SyntaxError as error:
        fail("Runtime.UserCodeSyntaxError", error, fatal=True)
    except Exception as error:
        fail(type(error).__name__, error, fatal=True)
    if not callable(getattr(module, name, None)):
        missing = AttributeError(f"Handler '{name}' missing on module '{module_name}'")
        fail("Runtime.HandlerNotFound", missing, fatal=True)
    return getattr(module, name)


def unescaped(answer):
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def serve(handler, event):
    try:
        answer = handler(event, Context())
    except Exception as error:
        fail(type(error).__name__, error)
        return
    try:
        text = json.dumps(answer)
        # Lambda does not escape characters, so that texts are shorter there.
        is_long = len(text) > LONGEST_ANSWER and len(unescaped(answer)) > LONGEST_ANSWER
    except Exception as error:
        fail("Runtime.MarshalError", type(error)(f"Unable to marshal response: {error}"))
        return
    if is_long:
        limit = f"Response payload size exceeded maximum allowed payload size ({LONGEST_ANSWER} bytes)."
        fail("Function.ResponseSizeTooLarge", ValueError(limit))
    else:
        # The same as a report of the answer, which has been converted already. A handler may have replaced json.dumps by
        # one that breaks lines.
        write('{"kind": "result", "result": ' + text.replace("\n", " ") + "}")


def main():
    handler = load()
    report({"kind": "ready"})
    for line in pipe.makefile("rb"):
        serve(handler, json.loads(line))
    # The parent is gone. Also kills all processes that the handler started.
    os.killpg(os.getpgrp(), signal.SIGKILL)


main()
