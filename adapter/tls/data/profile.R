# Loaded by R_PROFILE_USER: neither RCurl nor curl takes a CA file from the environment everywhere.
local({
  mine <- c(Sys.getenv("R_PROFILE_USER_BEFORE"), ".Rprofile", "~/.Rprofile")
  mine <- mine[file.exists(mine)]
  if (length(mine)) sys.source(mine[1], envir = globalenv())
  ca <- Sys.getenv("CURL_CA_BUNDLE")
  options(RCurlOptions = c(list(cainfo = ca), getOption("RCurlOptions")))
  setHook(packageEvent("curl", "onLoad"), function(...) {
    curl <- asNamespace("curl")
    made <- curl$new_handle
    unlockBinding("new_handle", curl)
    assign("new_handle", function(...) made(cainfo = ca, ...), envir = curl)
    lockBinding("new_handle", curl)
  })
})
