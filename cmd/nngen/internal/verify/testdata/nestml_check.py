"""Reads models of NESTML as pynestml does and checks all of its context conditions.

    nestml_check.py FOLDER

Prints a line of JSON for each *.nestml below the folder: its errors, its warnings and
conversions between units whose factor is not 1.
"""
import contextlib
import glob
import io
import json
import multiprocessing
import os
import re
import sys
import time

from pynestml.cocos.co_cos_manager import CoCosManager
from pynestml.frontend.frontend_configuration import FrontendConfiguration
from pynestml.frontend.pynestml_frontend import init_predefined
from pynestml.utils.logger import Logger, LoggingLevel
from pynestml.utils.model_parser import ModelParser

sys.setrecursionlimit(10000)


def check(path):
    Logger.init_logger(LoggingLevel.NO)
    Logger.log = {}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            unit = ModelParser.parse_file(path)
            for model in unit.get_model_list() if unit else []:
                CoCosManager.check_cocos(model)
        except Exception as e:  # whatever comes up is a failure of the model
            return {"errors": ["%s: %s" % (type(e).__name__, e)], "warnings": [], "factors": []}
    found = {"errors": [], "warnings": [], "factors": []}
    for _, _, level, _, _, text in Logger.log.values():
        if level == LoggingLevel.ERROR:
            found["errors"].append(text)
        elif level == LoggingLevel.WARNING:
            found["warnings"].append(text)
        factor = re.search(r"Implicit magnitude conversion from (.*) with factor (\S+)", text)
        if factor and float(factor.group(2)) != 1.0:
            found["factors"].append(factor.group(0))
    return found


def timed(path):
    started = time.perf_counter()
    found = check(path)
    found.update(file=os.path.relpath(path, sys.argv[1]), seconds=time.perf_counter() - started)
    return found


def main():
    FrontendConfiguration.parse_config(["--input_path", sys.argv[1], "--target_platform", "none", "--target_path", sys.argv[1], "--logging_level", "NO"])
    init_predefined()
    paths = sorted(glob.glob(os.path.join(sys.argv[1], "**", "*.nestml"), recursive=True))
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for found in pool.imap_unordered(timed, paths):
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
