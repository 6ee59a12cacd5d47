"""The reports of a class, from a folder into a table and a page, without a server.

    mlpcore collect FOLDER

It reads every file in the folder and below it, as mails and uploads arrive, and writes
mlpcore-class.csv and mlpcore-class.html: who has done what, and which slips were made in which
exercise; what could not be counted is listed with the reason. It ends with 1 where no report was
found or nothing could be written.
"""

from mlpcore.lesson.exercise_book.collect import HELP, options, run

__all__ = ["HELP", "options", "run"]
