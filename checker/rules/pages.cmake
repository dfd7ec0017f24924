# SPDX-License-Identifier: MIT
#
# cmake -DOUT=FILE.c -DPAGES="A.md;B.md" -P pages.cmake: the rules' pages as C strings,
# so that the program explains its rules wherever it is installed.
set(text "// Generated from rules/*.md.\n#include <stddef.h>\n#include <string.h>\n\n")
string(APPEND text "const char *rule_page(const char *id);\n\n")
string(APPEND text "static const struct { const char *id, *text; } pages[] = {\n")
foreach(page ${PAGES})
  get_filename_component(id "${page}" NAME_WE)
  file(READ "${page}" body)
  string(REGEX REPLACE "<!--[^\n]*-->\n" "" body "${body}")
  string(REPLACE "\\" "\\\\" body "${body}")
  string(REPLACE "\"" "\\\"" body "${body}")
  string(REPLACE "\n" "\\n\"\n\t\"" body "${body}")
  string(APPEND text "\t{ \"${id}\",\n\t\"${body}\" },\n")
endforeach()
string(APPEND text "};\n\nconst char *rule_page(const char *id)\n{\n"
  "\tfor (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)\n"
  "\t\tif (!strcmp(pages[i].id, id))\n\t\t\treturn pages[i].text;\n\treturn NULL;\n}\n")
file(WRITE "${OUT}" "${text}")
