# SPDX-License-Identifier: MIT
#
# What the extractor links of LLVM, and how: extractor_llvm, extractor_link_options.
#
# A process for each file begins with 200,000 relocations of the shared libraries, and each call between
# them goes through a table: together a twentieth of reading a file of Linux.  So it links the
# archives, at fixed addresses.  What is left when unused sections are dropped is smaller
# than the shared libraries, and lld links it in a second.  Where something is missing for that, and with
# sanitizers, it links the shared ones.  The compiler's plugin must use the compiler's own in any case.
set(extractor_llvm ${clang_cpp} ${llvm_lib_so})
set(extractor_link_options)
if(HOLDFAST_SANITIZE)
  return()
endif()

file(GLOB clang_archives ${llvm_lib}/libclang[A-Z]*.a)
execute_process(COMMAND ${HOLDFAST_LLVM_CONFIG} --link-static --libfiles frontendopenmp option support windowsdriver
  OUTPUT_VARIABLE llvm_archives OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE no_archives)
separate_arguments(llvm_archives UNIX_COMMAND "${llvm_archives}")
find_program(lld NAMES ld.lld-${HOLDFAST_LLVM} ld.lld-19 ld.lld HINTS ${llvm_prefix}/bin NO_CACHE)
find_library(zlib NAMES z libz.so.1 NO_CACHE)
find_library(zstd NAMES zstd libzstd.so.1 NO_CACHE)
set(missing)
if(NOT clang_archives OR no_archives)
  list(APPEND missing "LLVM ${HOLDFAST_LLVM}'s archives")
endif()
foreach(what lld zlib zstd)
  if(NOT ${what})
    list(APPEND missing ${what})
  endif()
endforeach()
if(missing)
  list(JOIN missing ", " missing)
  message(STATUS "The extractor links LLVM's shared libraries, which makes it slower; missing for the archives: ${missing}")
  return()
endif()
# The driver asks for `ld.lld` in a folder.
get_filename_component(lld_folder ${lld} REALPATH)
get_filename_component(lld_folder ${lld_folder} DIRECTORY)
set(extractor_llvm ${clang_archives} ${llvm_archives} ${zlib} ${zstd} ${CMAKE_DL_LIBS} m)
set(extractor_link_options -B${lld_folder} -fuse-ld=lld -no-pie -static-libstdc++ -static-libgcc
  -Wl,--gc-sections -Wl,-O2)
# Each build folder's first check reads and hashes the whole binary, of which this is two thirds.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  list(APPEND extractor_link_options -Wl,--strip-debug)
endif()
