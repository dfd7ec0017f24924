# SPDX-License-Identifier: MIT
#
# find_package(Holdfast): for projects that check themselves.
#
#   Holdfast::annotations           link it to get <holdfast.h>
#   HOLDFAST_EXECUTABLE             the program
#   HOLDFAST_CLANG_PLUGIN           the plugin for clang @HOLDFAST_LLVM@
#   holdfast_add_check(NAME [OPTION]...)
#       a target that runs `holdfast check` over this build, with these options; file
#       names are relative to the source folder
#   holdfast_target_facts(TARGET [PLUGIN] [OPTION]...)
#       each time that a C file of TARGET is compiled, its facts are extracted beside the
#       object, in the same step of the build, by `holdfast extract` with these options (whichever
#       the compiler is), or by the compiler itself
#   holdfast_add_analysis(NAME TARGETS TARGET... [OPTIONS OPTION...])
#       a target that builds these, and runs `holdfast analyze` over their facts
get_filename_component(_holdfast_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
set(HOLDFAST_EXECUTABLE "${_holdfast_prefix}/@CMAKE_INSTALL_BINDIR@/holdfast")
set(HOLDFAST_CLANG_PLUGIN "${_holdfast_prefix}/@CMAKE_INSTALL_LIBDIR@/holdfast-clang.so")

if(NOT TARGET Holdfast::annotations)
  add_library(Holdfast::annotations INTERFACE IMPORTED)
  set_target_properties(Holdfast::annotations PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${_holdfast_prefix}/@CMAKE_INSTALL_INCLUDEDIR@")
endif()

function(holdfast_add_check name)
  if(NOT CMAKE_EXPORT_COMPILE_COMMANDS)
    message(FATAL_ERROR "holdfast_add_check: CMAKE_EXPORT_COMPILE_COMMANDS must be ON before the targets")
  endif()
  add_custom_target(${name}
    COMMAND "${HOLDFAST_EXECUTABLE}" check -p "${CMAKE_BINARY_DIR}" ${ARGN}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" USES_TERMINAL VERBATIM)
endfunction()

function(holdfast_target_facts target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PLUGIN" "" "")
  if(arg_PLUGIN)
    if(arg_UNPARSED_ARGUMENTS)
      message(FATAL_ERROR "holdfast_target_facts: the plugin's arguments are compile options of their own")
    endif()
    target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:C>:-fplugin=${HOLDFAST_CLANG_PLUGIN}>")
    return()
  endif()
  # In front of another launcher, such as ccache: that may leave out the compiler's run, but not ours.
  get_target_property(other ${target} C_COMPILER_LAUNCHER)
  set(launcher "${HOLDFAST_EXECUTABLE}" extract --compile ${arg_UNPARSED_ARGUMENTS} --)
  if(other)
    list(APPEND launcher ${other})
  endif()
  set_target_properties(${target} PROPERTIES C_COMPILER_LAUNCHER "${launcher}")
endfunction()

function(holdfast_add_analysis name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "TARGETS;OPTIONS")
  if(NOT arg_TARGETS OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "holdfast_add_analysis(NAME TARGETS TARGET... [OPTIONS OPTION...])")
  endif()
  set(list "${CMAKE_CURRENT_BINARY_DIR}/${name}.facts-list")
  set(lines "")
  foreach(target IN LISTS arg_TARGETS)
    string(APPEND lines "$<JOIN:$<FILTER:$<TARGET_OBJECTS:${target}>,INCLUDE,[.]c[.]o>,.facts\n>.facts\n")
  endforeach()
  file(GENERATE OUTPUT "${list}" CONTENT "${lines}")
  add_custom_target(${name}
    COMMAND "${HOLDFAST_EXECUTABLE}" analyze "@${list}" ${arg_OPTIONS}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" USES_TERMINAL VERBATIM)
  add_dependencies(${name} ${arg_TARGETS})
endfunction()
