@echo off
rem Installed command line: runs the application's executable without a window.
"%~dp0..\..\Longsight.exe" --cli -- %*
exit /b %errorlevel%
