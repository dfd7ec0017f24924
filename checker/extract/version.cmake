# SPDX-License-Identifier: MIT
#
# Writes OUT, a header with the hash of the extractor's SOURCES: facts of another
# extractor are never taken for its own.
set(all "")
foreach(source ${SOURCES})
  file(SHA256 ${source} hash)
  string(APPEND all ${hash})
endforeach()
string(SHA256 all "${all}")
file(WRITE ${OUT} "#define HF_EXTRACTOR_VERSION \"${all}\"\n")
