"""Workouts as Hevy's API speaks of them (https://api.hevyapp.com/docs, 0.0.1), read and written.

::

    documents   the API's JSON, checked: workouts, exercises, sets, events
    reading     a document → a workout, with the muscles that its templates name
    templates   the exercises of an account, and which of them an exercise of ours is
    writing     an activity → the body of a request, and what Hevy has no exercise for
    pages       the account's workouts, newest first, asked page by page
"""
